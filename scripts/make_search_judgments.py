"""Writes the judged searches of the demo shop: `evaluation/sets/search_queries.tsv` and `search_qrels.tsv`.

A wish is said in English and in Chinese, mostly not in the catalogue's words. Products of the kind that is meant have
grade 1, those that have the named property too grade 3; the judgments are read off the rows and never off a ranking.

    python -m scripts.make_search_judgments
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SETS = ROOT / "evaluation" / "sets"
Attributes = dict[str, Any]


@dataclass(frozen=True)
class Wish:
    """What somebody looks for, in two languages; `exact` is true of the attributes of what is meant exactly."""

    english: str
    chinese: str
    kind: str
    exact: Callable[[Attributes], bool]


WISHES = (
    Wish(
        "cans for the plane that shut out the noise",
        "坐飞机戴的降噪头戴耳机",
        "headphones",
        lambda a: a["noise_cancelling"],
    ),
    Wish("earphones I can run in the rain with", "淋雨跑步也能戴的耳塞", "earbuds", lambda a: a["waterproof"]),
    Wish("wireless speaker for the pool", "泳池边用的防水蓝牙音箱", "speakers", lambda a: a["waterproof"]),
    Wish("notebook computer for games", "玩游戏的独显笔记本", "laptops", lambda a: a["dedicated_graphics"]),
    Wish("smartphone that survives water", "防水的智能手机", "phones", lambda a: a["waterproof"]),
    Wish("light for my writing desk", "书桌上用的台灯", "lamps", lambda a: a["type"] == "desk"),
    Wish("robot that cleans the floor by itself", "自动扫地机器人", "vacuums", lambda a: a["type"] == "robot"),
    Wish("folding seat for extra guests", "客人来时用的折叠椅", "chairs", lambda a: a["foldable"]),
    Wish("espresso machine", "意式浓缩咖啡机", "coffee makers", lambda a: a["type"] == "espresso"),
    Wish("cast iron pot for stews", "炖菜用的铸铁锅", "cookware", lambda a: "cast iron" in a["material"]),
    Wish("shelter for two for a mountain hike", "两个人登山用的帐篷", "tents", lambda a: str(a["persons"]) == "2"),
    Wish("warm down bag for sleeping in the snow", "雪地用的羽绒睡袋", "sleeping bags", lambda a: "down" in a["fill"]),
    Wish("rucksack with a place for my computer", "能放电脑的双肩包", "backpacks", lambda a: a["laptop_sleeve"]),
    Wish("trainers for forest paths", "越野跑鞋", "running shoes", lambda a: a["surface"] == "trail"),
    Wish("waterproof coat for kids on wet days", "儿童雨衣", "rain jackets", lambda a: a["gender"] == "children"),
    Wish(
        "electric kettle with exact temperatures", "可以调温的电热水壶", "kettles", lambda a: a["temperature_control"]
    ),
    Wish("bottle that keeps drinks cold", "保冷的水壶", "water bottles", lambda a: a["insulated"]),
    Wish("head torch I can charge", "可充电的头灯", "headlamps", lambda a: a["rechargeable"]),
    Wish("kibble for a puppy", "幼犬吃的狗粮", "dog food", lambda a: a["life_stage"] == "puppy"),
    Wish("family game where all play together", "全家合作玩的桌游", "board games", lambda a: a["cooperative"]),
    Wish("long dress with pockets", "有口袋的长裙", "dresses", lambda a: a["pockets"]),
    Wish("winter coat with a hood", "带帽子的冬天大衣", "coats", lambda a: a["hooded"]),
    Wish("quiet fan without blades", "安静的无叶风扇", "fans", lambda a: a["type"] == "bladeless"),
    Wish("carpet that goes in the washing machine", "能机洗的地毯", "rugs", lambda a: a["machine_washable"]),
    Wish("sun cream for the face", "面部防晒霜", "skincare", lambda a: a["product_type"] == "sunscreen"),
    Wish("remote controlled boat for the lake", "遥控船", "remote control", lambda a: a["vehicle"] == "boat"),
    Wish("silent typing keyboard without a cable", "安静的无线键盘", "keyboards", lambda a: a["wireless"]),
    Wish("charcoal barbecue for the park", "公园里用的木炭烧烤炉", "grills", lambda a: a["fuel"] == "charcoal"),
    Wish("garden hose", "浇花的水管", "watering", lambda a: a["watering_type"] == "hose"),
    Wish("bed for a big old dog", "大型老年犬的狗窝", "pet beds", lambda a: int(a["max_pet_weight_kg"]) >= 40),
)


def rows() -> tuple[list[tuple[str, str]], list[tuple[str, str, int]]]:
    """The queries (id, text) and the judgments (query, product, grade)."""
    products = [json.loads(line) for line in (ROOT / "data" / "products.jsonl").read_text("utf-8").splitlines()]
    queries = [(f"{tongue}-{n:02}", getattr(wish, name)) for n, wish, tongue, name in _said()]
    judged = [
        (f"{tongue}-{n:02}", product["id"], 3 if wish.exact(product["attributes"]) else 1)
        for n, wish, tongue, _ in _said()
        for product in products
        if product["category"][-1] == wish.kind
    ]
    return queries, judged


def _said() -> Iterator[tuple[int, Wish, str, str]]:
    for number, wish in enumerate(WISHES, 1):
        yield number, wish, "en", "english"
        yield number, wish, "zh", "chinese"


def main() -> None:
    """Write both files."""
    queries, judged = rows()
    _write("search_queries.tsv", ("query_id", "query"), queries)
    _write("search_qrels.tsv", ("query_id", "product_id", "grade"), judged)


def _write(name: str, head: tuple[str, ...], lines: list[Any]) -> None:
    text = "".join("\t".join(map(str, line)) + "\n" for line in (head, *lines))
    (SETS / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
