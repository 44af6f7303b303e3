"""Words that may be written with a capital without naming a product, and brands of other shops."""

from __future__ import annotations

import re
from typing import Final

ORDINARY: Final = frozenset(
    """
    2d 3d 4d 4k 5g 8k a a4 a5 aa aaa about above abs access accessories accessory accommodate accordingly across
    active activities activity actually adapter add additional additionally address adjustable adult adults advanced
    advice affordable africa after age ages ai air alarm alipay all all-in-one allow also alternative alternatively
    alternatives always am amazing america american amount an and android another answer any anyone anything anyway
    apologies app appearance apple-pay appliance appliances approx april are area arm around art as asap asia asian
    ask assist assistance assistant at attractive audio august australia australian autumn availability available
    average award b12 baby back backpack backpacks bag bags baking balance balanced band bar bargain base basic
    basically basket bass bath bathroom battery be beach beautiful beauty bed bedroom before beginner beginners
    beijing bell below belt benefit benefits besides best bestseller bestselling better between beyond big bike
    birthday black blender blue bluetooth bluetooth-enabled board body bonus book books boost boot boots boston both
    bottle bottles box boy boys bpa brand brands breakfast breathable bright british brown browser btw budget build
    built bundle business busy but buy by c cable california call camera camp camper campers camping can canada
    canadian cantonese capacity captain car card care careful carrier carry cart case cases casual cat category cats
    central ceramic chair chairs charge charger chat cheap cheaper check checkout cheers chef chicago child children
    china chinese choice choices choose christmas city class classic clean cleaner clear clip close closed-back
    closure cloth clothes clothing co2 coat code coffee cold color colors colour colours come comfort commute
    commuter commuters compact compare comparison compatible complete computer con condition congratulations cons
    consider contact contain content control controls convenient conversely cook cooking cool copper cordless corner
    cost costs cosy cotton country couple cover cozy cpu cr2032 cream crisp cup currency current currently custom
    customer customer-rated customers cute d3 daily dark data date day days deal deals dear december decision deep
    degree deliver delivery depth description desk detail details device devices dial diameter difference
    differences digital dimensions dinner disc discount dish dishwasher display diwali diy dj do doctor does dog
    dogs door dose double down dr drawback drawer dress drink drive dry due durable duration duty e14 e27 each ear
    earbuds early earphones earth ease easter easy eco economical edge editor effective efficient eg either electric
    electronics elegant email end english enjoy enough entry environment ergonomic especially essential essentials
    est etc eu europe european eva eve evening event every everybody everyday everyone everything excellent exchange
    exercise expensive experience expert extra eye fabric face fall family fan fancy faq fast father fathers
    favorite favourite feature features february feedback feel festival few fi film filter final finally find fine
    finish first firstly fit fitness fits five flat flexible floor florida focus foldable food foot for four frame
    france free freestanding french fresh friday friend friends from front full fun function furniture further
    furthermore fyi game gamers games gaming garden gas gear gender general generally generation gentle german
    germany get gift gifts girl girls glad glass go gold good google-pay gorgeous gps gpu grade grandparents gray
    great greater green grey grip group guarantee guide guitar gym h2o hair hall halloween hand hands hanukkah happy
    hardback have hdmi he head headphones headset health heat heavy height hello help helpful hepa her here hey hi
    high higher highlight highlights highly hike hikers hiking his hobby hold holiday holidays home hong hood hooded
    hope hopefully hot hotel hour hours house how however i ice id ideal ie if image important in in-ear inch inches
    included includes indeed india indian indoor industry information ingredients input inside instead insulated
    insulation intermediate international into ios ip iron is it italian italy item items its jacket
    jackets january japan japanese jeans jogging july june just keep key keyboard kid kids kind kindly kit kitchen
    kitten knife kong korea korean kyoto lab lamp laptop laptops large largest last lastly later laundry lcd leather
    led left length less let level life lifestyle light lighter lights lightweight like likewise limit limited line
    linen list listed listening litter living local london long look love low lower lunch luxury mac machine macos
    madam main make makeup male man mandarin manual many map march mastercard mat matching material materials matte
    maximum may me meal meanwhile mediterranean medium meet memory men mens menu mesh message metal method
    microphone microwave mid middle mind mini minimum minute mirror miss mode model models modern monday money
    monitor month months montreal more moreover morning most mother mothers mountain mouse move movie mp3 mr mrs ms
    much multi music must must-have my n/a name namely narrow natural near neat need needs neutral never
    nevertheless new newest newyear next nice night no noise noise-canceling noise-cancelling non none nonetheless
    nordic normal north not notable note nothing novel november now number nylon october odor of off offer offers
    office official often oil ok okay old older oldest oled on on-ear once one online only open open-back operation
    option optional options or orange order orders organic oriental other others otherwise our out outdoor outdoors
    outside oven over over-ear overall overview own pack package page pages pair pal pan panel paper paperback
    parcel parent parents paris part parts party pass payment paypal pc pdf people per perfect performance person
    personal personally pet pets phone photo pick picks picture pieces pillow pink place plan plant plastic plate
    play player players please plenty plug plus pm pocket pockets point points policy pool poor popular port
    portable pot power practical premium present presents press price priced prices pricey priciest pro product
    products prof professional professionals profile program project promise prompt pros protein pst pu pump puppy
    pure purple purpose pvc q10 qr quality quantity question questions quick quiet quite rain ram ramadan range rate
    rated rating ratings read reader readers reading ready real really reason reasons recommend recommended record
    red reflective regarding regular related release remote replacement reply request research reserve resistant
    rest result results return returns reusable review reviews rgb rice right road room rose rug rugged run runner
    runners running safe safety sale salmon same sand santa sat saturday save savings scandinavian school screen
    search season seat seattle second secondly section security see select selection senior sensitive september
    serum service set sets several shade shanghai shape share she shelf shipping shirt shoe shoes shop shoppers
    shopping short shorts should show shower side silver similar similarly simple since single sir six size sizes
    skin sleek sleep sleeping sleeve slim slip small smart smoke smooth snack snow snug so soap sofa soft solar
    solid solo some something sorry sort sound south spa space spain spanish spare speaker speakers special
    specifically specifications specs speed speeds spend spf sport sports spring spring-festival ssd st staff
    stainless stand standard star stars start status steel step stock storage store story straight strap strength
    strong student students study sturdy style stylish suggest suggestion suggestions suitable suits summary summer
    sunday sunscreen super support sure surely surface suv sweet swim switch system t-shirt t-shirts table tablet
    tag take tea tee teen teens tees television temperature tent tents terms test texas text thai than thank thanks
    thanksgiving that the their them then there therefore these they thick thin thing things third thirdly this
    those though three thursday thus time timer title to today together tokyo tone too tool tools top toronto total
    touch touchscreen tough tour towel toy toys tpe tpu trail train trainer training travel traveler travelers
    traveller travellers tree trendy trip true try tuesday turn tv two type type-c typical u-shaped uk ultimate
    ultimately ultra under unfortunately unique unisex unit units until up update upgrade us usa usb usb-c use used
    useful user users using usually utc uv uva uvb v-neck valentine valentines value van vancouver variety various
    vegan verdict versatile version very video view vintage visa volume vs walk wall wallet want warm warranty wash
    washable watch water waterproof way we wear weather website wechat wednesday week weekend weight welcome well
    west western wet what wheel when where which while white who why wi wi-fi wide width wifi wild will wind window
    windows wine winner winter wire wired wireless wish with without women womens wonderful wood wooden wool work
    workout works world would writing x-large xl xmas xs xxl year yearly years yellow yep yes yoga york you young
    your youth zip zone
    """.split()  # noqa: SIM905
)
ORDINARY_ENDINGS: Final = (
    "ing", "tion", "sion", "ment", "ness", "able", "ible", "ful", "less", "ally", "ically", "ized", "ised", "ity",
    "ive", "ous", "ated", "ered", "ology", "ical", "ional", "ance", "ence", "proof", "friendly", "free", "style",
    "sized", "weight", "back", "quality", "priced", "rated", "resistant", "ware", "time", "wear", "fully",
)  # fmt: skip
"""How ordinary words end and names hardly ever do."""
FOREIGN_BRANDS: Final = frozenset(
    """
    acer adidas aeropress airpods airtag aiwa alexa alienware amazon amazonbasics anker apple aquaphor arcteryx
    asics asus audiotechnica aveda aveeno baratza beats beoplay berghaus bissell blackdecker bodum bosch bose braun
    breville brita brompton brooks burberry cadbury calphalon canon casio catan cerave cetaphil chanel chromebook
    clarins clarks clinique coleman colgate columbia converse corelle cosrx crocs cuisinart dell delonghi dewalt
    dior dji dualshock dunlop duracell dyson earthwise ecco ecobee ecovacs electrolux energizer epson esteelauder
    eufy eureka everlane fender fenix fiskars fitbit fjallraven fujifilm garmin garnier ghd gillette google gopro
    greenworks gucci haier haribo harman hasbro havaianas helinox hermes hisense hitachi hoka homepod honeywell
    hoover hp huawei hydroflask hyperx ikea imac ipad iphone instantpot intel irobot jabra jansport jbl jvc kenwood
    keurig kindle kitchenaid klipsch kobo kodak kone lacoste lamy lancome lavazza lego leica lenovo levis lg logitech
    loreal lululemon macbook makita marmot marshall mattel maybelline merrell microsoft miele mizuno moccamaster
    monopoly motorola msi nars nespresso nestle netflix neutrogena nike nikola nikon nintendo nivea nokia
    nordictrack northface nutribullet oclean oculus ogawa olaplex olay olympus omron oneplus oppo oralb osprey
    otterbox oura oxo pampers panasonic pantene patagonia pedigree peloton petzl philips pioneer plantronics
    playstation polaroid prada primark puma purina pyrex quietcomfort rayban razer realme reebok remington ringconn
    roborock roku rolex roomba rowenta royalcanin rubbermaid ryobi salomon samsonite samsung sandisk sanyo saucony
    seagate sennheiser sephora shimano shiseido shure siemens simplehuman siri skullcandy smeg sodastream sonos sony
    soundcore speedo spotify staub steelseries swatch tefal timberland timex toshiba traeger trekbikes tupperware
    ugg uggs uniqlo vax vicks victorinox vitamix vivo volvo wacom walmart weber weleda whirlpool whiskas wilson
    wusthof xbox xiaomi yamaha yeti yonex youtube zara zojirushi zwilling zyliss
    """.split()  # noqa: SIM905
)
"""Names of makers and products that people and language models know, folded; those that are words too are left out."""
FOREIGN_BRANDS_ZH: Final = re.compile(
    "索尼|华为|荣耀手机|小米(?=手机|电视|手环|耳机|平板|音箱|扫地|的|牌|[A-Z0-9 ])|红米|苹果(?=手机|电脑|耳机|手表|"
    "平板|公司|牌)|"
    "三星(?=手机|电视|电子|平板|耳机|牌|Galaxy| )|佳能|尼康|松下|飞利浦|戴森|博世|西门子|海尔|美的(?=电|空|冰|洗|"
    "牌)|格力|九阳|苏泊尔|"
    "耐克|阿迪达斯|安踏|李宁|彪马|新百伦|斯凯奇|优衣库|戴尔|惠普|联想(?=电脑|笔记本|拯救者|小新|牌)|华硕|宏碁|微软|"
    "罗技|雷蛇|漫步者|"
    "博士音响|森海塞尔|铁三角|铂傲|哈曼|捷波朗|兰蔻|雅诗兰黛|欧莱雅|资生堂|香奈儿|迪奥|玉兰油|雪花秀|宜家|无印良品|"
    "乐高(?!度)|任天堂|"
    "佳明|卓棒|小天才|科沃斯|石头科技|追觅|云鲸|双立人|膳魔师|象印|虎牌|北面|始祖鸟|迪卡侬|哥伦比亚(?=冲锋|外套|牌)|"
    "骆驼牌|探路者|"
    "皇家猫粮|渴望猫粮|冠能|宝路|伟嘉|OPPO|vivo|一加手机|魅族|大疆(?=无|的|牌)"
)
