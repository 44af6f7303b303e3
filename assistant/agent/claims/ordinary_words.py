"""Words that may be written with a capital without naming a product, and brands of other shops."""

from __future__ import annotations

import re
from typing import Final

ORDINARY: Final = frozenset(
    """
    a about above access accessories accessory accommodate across active activities activity adapter add additional
    address adjustable adult adults advanced advice affordable after age ages air alarm all allow also alternative
    alternatives always am amazing amount an and android another answer any anyone anything app appearance appliance
    appliances april are area arm around art as ask assist assistance assistant at attractive audio august australia
    autumn availability available average award baby back backpack backpacks bag bags baking balance balanced band bar
    base basic basket bass bath bathroom battery be beach beautiful beauty bed bedroom before beginner beginners below
    bell belt benefit benefits best better between beyond big bike birthday black blender blue bluetooth board body
    bonus book books boost boot boots both bottle bottles box boy boys brand brands breakfast breathable bright british
    brown browser budget build built bundle business busy but buy by cable call camera camp camper campers camping can
    canada capacity car card care careful carrier carry cart case cases casual cat category cats central ceramic chair
    chairs charge charger chat cheap cheaper check checkout chef child children chinese china choice choices choose
    christmas city class classic clean cleaner clear clip close closure cloth clothes clothing coat code coffee cold
    color colors colour colours come comfort commute commuter commuters compact compare comparison compatible complete
    computer con condition cons consider contact contain content control controls convenient cook cooking cool copper
    cordless corner cost costs cotton country couple cover cream crisp cup currency current currently custom customer
    customers daily dark data date day days deal deals dear december decision deep degree deliver delivery depth
    description desk detail details device devices dial diameter difference differences digital dimensions dinner disc
    discount dish dishwasher display do doctor does dog dogs door dose double down drawback drawer dress drink drive dry
    due durable duration duty each earbuds early earphones earth ease easter easy eco economical edge editor effective
    efficient either electric electronics elegant email end english enjoy enough entry environment ergonomic especially
    essential essentials europe european evening event every everyday everything excellent exchange exercise expensive
    experience expert extra eye fabric face fall family fan fast father fathers feature features february feedback feel
    festival few film filter final finally find fine finish first fit fitness fits five flat flexible floor focus foldable
    food foot for four frame free freestanding french fresh friday friend friends from front full fun function furniture
    further game gamers games gaming garden gas gear gender general generation german germany get gift gifts girl girls
    glad glass go gold good gps grade grandparents gray great greater green grey grip group guarantee guide guitar gym hair
    hall halloween hand hands hardback happy have he head headphones headset health heat heavy height hello help helpful her here hi
    high higher highlight highlights highly hike hikers hiking his hold holiday holidays home hood hooded hope hot hotel
    hour hours house how however i ice id ideal if image important in inch inches included includes indoor industry
    information ingredients input inside instead insulated insulation intermediate international into iron is it item items
    its jacket jackets january japan japanese jeans july june just keep key keyboard kid kids kind kindly kit kitchen kitten
    knife korea korean lab lamp laptop laptops large largest last later laundry leather led left length less let level life
    lifestyle light lighter lights lightweight like limit limited line linen list listed listening litter living local long
    look love low lower lunch luxury machine main make makeup male man manual many map march mat matching material materials
    matte maximum may me meal medium meet memory men mens menu mesh message metal method microphone microwave mid middle
    mind mini minimum minute mirror miss mode model models modern monday money monitor month months more morning most
    mother mothers mountain mouse move movie mr mrs ms much multi music must my name narrow natural near need needs neutral
    never new next nice night no noise non none normal north not notable note nothing novel november now number nylon
    october odor of off offer offers office official often oil ok okay old older on once one online only open
    operation option optional options or orange order orders organic other others our out outdoor outdoors outside oven
    over overall overview own pack package page pages pair pan panel paper paperback parcel parent parents part parts party
    pass payment people per perfect performance person personal pet pets phone photo pick picks picture pieces pillow pink
    place plan plant plastic plate play player players please plenty plug plus pocket pockets point points policy pool
    poor popular port portable pot power practical premium present presents press price priced prices pro product products
    professional professionals profile program project promise prompt pros protein pump puppy pure purple purpose quality
    quantity question questions quick quiet quite rain range rate rated rating ratings read reader readers reading ready
    real really reason reasons recommend recommended record red reflective regarding regular related release remote
    replacement reply request research reserve resistant rest result results return returns reusable review reviews rice
    right road room rose rug run runner runners running safe safety sale salmon same sand sat saturday save savings school
    screen search season seat second section security see select selection senior sensitive september serum service set
    sets several shade shape share she shelf shipping shirt shoe shoes shop shoppers shopping short shorts should
    show shower side silver similar simple since single six size sizes skin sleep sleeping sleeve slim slip
    small smart smoke smooth snack snow so soap sofa soft solar solid solo some something sorry sort sound south
    spa space spare speaker speakers special specifications specs speed speeds spend sport sports spring staff stainless
    stand standard star stars start status steel step stock storage store story straight strap strength strong student
    students study style stylish suggest suggestion suggestions suitable suits summary summer sunday sunscreen super
    support sure surface suv sweet swim switch system table tablet tag take tea teen teens television temperature tent
    tents terms test text than thank thanks that the their them then there therefore these they thick thin thing things
    third this those though three thursday time timer title to today together tone too tool tools top total touch
    touchscreen tough tour towel toy toys trail train trainer training travel traveller travellers traveler travelers tree
    trip true try tuesday turn tv two type typical uk ultra under unfortunately unique unisex unit units until up update
    upgrade us usa usb use used useful user users using usually valentine valentines value van variety various vegan
    verdict version very video view volume walk wall want warm warranty wash washable watch water waterproof way we
    wear weather website wednesday week weekend weight welcome well west western wet what wheel when where which while
    white who why wide width wifi wi-fi wild will wind window windows wine winter wire wired wireless wish with without
    women womens wonderful wood wooden wool work workout works world would writing year years yellow yes yoga you young
    your youth zip zone
    mac macos ios iphone ipad pc pdf qr wi fi hdmi oled lcd led ip rgb cpu gpu ram ssd usb-c type-c c dj diy faq eu ai
    hepa uv uva uvb spf bpa tpu eva abs pvc tpe pu mp3 2d 3d 4d a4 a5 aa aaa cr2032 b12 e27 e14 h2o co2 d3 q10 4k 8k 5g
    t-shirt t-shirts tee tees v-neck u-shaped x-large xl xxl xs visa mastercard paypal alipay wechat apple-pay google-pay
    american italian spanish spain italy france canadian australian mandarin cantonese kyoto beijing shanghai hong kong
    montreal toronto vancouver boston chicago seattle california texas florida london york paris tokyo asia asian america africa oriental nordic scandinavian mediterranean indian india thai
    thanksgiving halloween hanukkah diwali ramadan eve day easter spring-festival xmas newyear santa
    captain dr prof sir madam st vs etc eg ie approx fyi btw asap n/a am pm utc est pst
    accordingly actually additionally alternatively anyway apologies basically besides bestseller both cheers
    congratulations conversely customer-rated everyone everybody firstly furthermore generally hey hopefully indeed
    lastly likewise meanwhile moreover namely nevertheless nonetheless note otherwise overall personally secondly
    similarly specifically surely thirdly thus ultimately yep
    bluetooth-enabled ear over-ear in-ear on-ear open-back closed-back noise-cancelling noise-canceling all-in-one
    bargain bestselling bonus cosy cozy cute elegant fancy favourite favorite gentle gorgeous hobby jogging luxury
    must-have neat newest oldest pal pricey priciest rugged sleek snug sturdy trendy ultimate versatile vintage wallet
    winner yearly
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
    acer adidas aeropress airpods airtag aiwa alexa alienware amazon amazonbasics anker apple aquaphor arcteryx asics
    asus audiotechnica aveda aveeno baratza beats beoplay berghaus bissell blackdecker bodum boat bosch bose braun
    breville brita brompton brooks burberry cadbury calphalon canon casio catan cerave cetaphil chanel chromebook clarins
    clarks clinique coleman colgate columbia converse corelle cosrx creative crocs cuisinart dell delonghi dewalt dior
    dji dove dualshock dunlop duracell dyson earthwise ecco ecobee ecovacs electrolux energizer epson esteelauder eufy
    eureka everlane fender fenix fiskars fitbit fjallraven fossil fujifilm galaxy garmin garnier ghd gillette gopro
    google greenworks gucci haier hamilton harman hasbro haribo havaianas helinox hermes hisense hitachi hoka homepod
    honeywell honor hoover hp huawei hydroflask hyperx ikea imac instantpot intel irobot jabra jansport jbl jvc kenwood
    keurig kindle kitchenaid klipsch kobo kodak kone kong lacoste lamy lancome lavazza lego leica lenovo levis lg
    lodge logitech loreal lululemon macbook makita marmot marshall mattel maybelline meta merrell microsoft miele
    mizuno moccamaster monopoly motorola msi nars nespresso nestle netflix neutrogena nike nikon nikola ninja nintendo
    nivea nokia nordictrack northface nutribullet oclean oculus ogawa olaplex olay olympus omron oneplus oppo optimum
    oralb osprey otterbox oura oxo pampers panasonic pantene patagonia pedigree peloton petzl philips pioneer pixel
    playstation plantronics polaroid polo prada primark puma purina pyrex quietcomfort rayban razer realme reebok
    remington ring ringconn roborock roku roomba rolex rowenta royalcanin rubbermaid ryobi salomon samsonite samsung
    sandisk sanyo saucony seagate sennheiser sephora shark shimano shiseido shure siemens simplehuman siri skullcandy
    smeg sodastream sonos sony soundcore speedo specialized spotify stanley staub steelseries surface swatch tefal
    timberland timex toshiba traeger trekbikes tupperware uggs ugg uniqlo vans vax vicks victorinox vitamix vivo
    volvo wacom walmart weber weleda whirlpool whiskas wilson wusthof xbox xiaomi yamaha yankee yeti yonex youtube
    zara zojirushi zwilling zyliss
    """.split()  # noqa: SIM905
) - frozenset(["boat", "dove", "creative", "hamilton", "kong", "lodge", "meta", "ninja", "optimum", "pixel", "polo"]) - (
    frozenset(["ring", "shark", "specialized", "stanley", "surface", "vans", "yankee", "galaxy", "fossil", "honor"])
)  # fmt: skip
"""Names of makers and products that people and language models know, folded; those that are words too are left out."""
FOREIGN_BRANDS_ZH: Final = re.compile(
    "索尼|华为|荣耀手机|小米(?=手机|电视|手环|耳机|平板|音箱|扫地|的|牌|[A-Z0-9 ])|红米|苹果(?=手机|电脑|耳机|手表|平板|公司|牌)|"
    "三星(?=手机|电视|电子|平板|耳机|牌|Galaxy| )|佳能|尼康|松下|飞利浦|戴森|博世|西门子|海尔|美的(?=电|空|冰|洗|牌)|格力|九阳|苏泊尔|"
    "耐克|阿迪达斯|安踏|李宁|彪马|新百伦|斯凯奇|优衣库|戴尔|惠普|联想(?=电脑|笔记本|拯救者|小新|牌)|华硕|宏碁|微软|罗技|雷蛇|漫步者|"
    "博士音响|森海塞尔|铁三角|铂傲|哈曼|捷波朗|兰蔻|雅诗兰黛|欧莱雅|资生堂|香奈儿|迪奥|玉兰油|雪花秀|宜家|无印良品|乐高(?!度)|任天堂|"
    "佳明|卓棒|小天才|科沃斯|石头科技|追觅|云鲸|双立人|膳魔师|象印|虎牌|北面|始祖鸟|迪卡侬|哥伦比亚(?=冲锋|外套|牌)|骆驼牌|探路者|"
    "皇家猫粮|渴望猫粮|冠能|宝路|伟嘉|OPPO|vivo|一加手机|魅族|大疆(?=无|的|牌)"
)
