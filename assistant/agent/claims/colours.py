"""Words for colours and materials in both languages, grouped where one may stand for the other."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_COLOUR_GROUPS: Final[dict[str, tuple[str, str]]] = {
    "black": ("black|jet|onyx", "黑"),
    "white": ("white|snow", "白"),
    "pale": (
        "cream|ivory|beige|sand|off-white|oat|camel|natural|light beige|khaki|tan",
        "米|奶油|象牙|沙色|驼|卡其|原木",
    ),
    "grey": ("gr[ea]y|charcoal|slate|graphite|silver", "灰|银|炭"),
    "red": ("red|crimson|scarlet|burgundy|maroon|brick", "红|酒红|砖红"),
    "pink": ("pink|rose|coral|blush", "粉|玫瑰|豆沙"),
    "orange": ("orange|amber|terracotta|rust", "橙|橘|陶土"),
    "yellow": ("yellow|mustard|gold(?:en)?|lemon", "黄|金|柠檬"),
    "green": ("green|olive|sage|mint|forest|teal|turquoise", "绿|橄榄|薄荷|青"),
    "blue": ("blue|navy|indigo|teal|turquoise|cyan|denim", "蓝|藏青|靛|青"),
    "purple": ("purple|violet|lilac|lavender|plum|mauve", "紫"),
    "brown": ("brown|chocolate|walnut|oak|tan|camel|cognac", "棕|褐|咖啡色|胡桃|驼"),
    "several": ("multi-?colou?r(?:ed)?|assorted|mixed|rainbow|patterned|tie-dye", "彩色|多色|混色|彩虹|花色"),
    "clear": ("clear|transparent", "透明"),
}
_MATERIAL_GROUPS: Final[dict[str, tuple[str, str]]] = {
    "leather": ("leather|suede", "真皮|皮革|牛皮|皮质|麂皮"),
    "wool": ("wool|merino|cashmere|felt", "羊毛|羊绒|毛毡"),
    "cotton": ("cotton|canvas|denim|jersey", "棉|帆布|牛仔布"),
    "linen": ("linen|flax", "亚麻"),
    "silk": ("silk", "真丝|丝绸|蚕丝"),
    "synthetic": ("polyester|nylon|fleece|acrylic|spandex|elastane|synthetic", "聚酯|涤纶|尼龙|锦纶|化纤"),
    "down": ("goose down|duck down|down", "羽绒|鹅绒"),
    "steel": ("stainless steel|stainless|steel", "不锈钢|钢"),
    "iron": ("cast iron|iron", "铸铁|铁"),
    "aluminium": ("alumini?um|alloy", "铝"),
    "titanium": ("titanium", "钛"),
    "copper": ("copper|brass|bronze", "铜"),
    "plastic": ("plastic|polycarbonate|abs|tpe|pvc|tritan|polypropylene", "塑料|树脂"),
    "rubber": ("rubber|latex|silicone", "橡胶|硅胶|乳胶"),
    "cork": ("cork", "软木"),
    "wood": ("wood(?:en)?|oak|ash|walnut|bamboo|beech|birch|pine|cedar|acacia|rattan", "木|竹|藤"),
    "glass": ("glass|crystal", "玻璃|水晶"),
    "ceramic": ("ceramic|porcelain|stoneware|bone china|earthenware|terracotta|clay", "陶瓷|瓷|粗陶|陶"),
    "carbon": ("carbon fib(?:re|er)|carbon", "碳纤维|碳"),
    "foam": ("memory foam|foam|eva", "记忆棉|泡沫|海绵"),
    "paper": ("paper|cardboard", "纸"),
    "stone": ("stone|marble|granite|concrete", "大理石|石|混凝土"),
}


def _either(groups: dict[str, tuple[str, str]], side: int) -> str:
    return "|".join(words[side] for words in groups.values())


_EN_COLOUR = "black|white|cream|beige|gr[ea]y|red|pink|orange|yellow|green|blue|navy|teal|purple|brown"
"""Colours that are claimed as such; of the other words, rose is a season's flower and sand is on the beach."""
_ZH_COLOUR = "黑|白|米|奶油|象牙|驼|灰|红|粉|橙|黄|绿|蓝|藏青|紫|棕|褐|咖啡"
_EN_MATERIAL, _ZH_MATERIAL = _either(_MATERIAL_GROUPS, 0), _either(_MATERIAL_GROUPS, 1)
_NOT_THE_COLOUR: Final = r"(?![- ](?:light|tea|noise|wine|gold|card|label|friday|pepper|space|stuff|flag)|ish|\w)"
_SHADE: Final = r"(?:(?:dark|light|deep|pale|bright|soft|classic|matte|dusty|forest|midnight|sky|royal)[- ])?"
COLOURS: Final = re.compile(
    rf"\bin (?:a |an |the |classic )?{_SHADE}({_EN_COLOUR}){_NOT_THE_COLOUR}|"
    rf"\b({_EN_COLOUR}) (?:colou?r(?:ed)?|version|model|one|finish|option|variant|pair|edition|colourway)\b|"
    rf"\b(?:is|are|comes?|it's|looks?) (?:in )?(?:a |an )?{_SHADE}({_EN_COLOUR}){_NOT_THE_COLOUR}|"
    rf"\b({_EN_COLOUR}) (?=\ufffc)|({_ZH_COLOUR})色?(?:的?款|版|配色)|({_ZH_COLOUR})色(?!泽|彩|温|号|素|系|"
    rf"[^，。]{{0,2}}灯|闪|按|光|字)",
    re.ASCII,
)
MATERIALS: Final = re.compile(
    rf"\bmade (?:of|from|with|out of|in) (?:[a-z-]+ ){{0,2}}?({_EN_MATERIAL})\b|"
    rf"\b({_EN_MATERIAL}) (?:body|frame|shell|strap|construction|uppers?|handle|case|fabric|material|build)\b|"
    rf"\b(?:is|are) (?:pure |real |solid |genuine |100% )?({_EN_MATERIAL})(?=[,.;!]|$| and\b)|"
    rf"({_ZH_MATERIAL})(?:材质|制成|制作|打造|面料|机身|外壳|做的|质地|做成)|"
    rf"(?:采用|材质[是为:]?|由|使用)[^，。；,]{{0,4}}({_ZH_MATERIAL})",
    re.ASCII,
)


def _grouped(groups: dict[str, tuple[str, str]]) -> list[tuple[str, re.Pattern[str]]]:
    return [(name, re.compile(rf"\b(?:{en})\b|{zh}", re.ASCII)) for name, (en, zh) in groups.items()]


_COLOURS_BY_GROUP = _grouped(_COLOUR_GROUPS)
_MATERIALS_BY_GROUP = _grouped(_MATERIAL_GROUPS)


@lru_cache(maxsize=4096)
def colour_groups(text: str) -> frozenset[str]:
    """The groups of colours that folded text names."""
    return frozenset(name for name, pattern in _COLOURS_BY_GROUP if pattern.search(text))


@lru_cache(maxsize=4096)
def material_groups(text: str) -> frozenset[str]:
    """The groups of materials that folded text names."""
    return frozenset(name for name, pattern in _MATERIALS_BY_GROUP if pattern.search(text))
