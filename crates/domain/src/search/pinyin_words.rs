//! Characters that are read otherwise than the dictionary's first reading says, in the words that names are made of.
//!
//! Short on purpose: a word belongs here when companies, places or people are called so, and when it does not turn up
//! by chance where two words meet: 市长 and 国乐 do not, because of 深圳市长城 and 中国乐凯. A test refuses entries that
//! change nothing.

/// Characters whose first dictionary reading is not the one that names use.
pub(super) const READINGS: [(char, &str); 13] = [
    ('佛', "fo"),
    ('什', "shi"),
    ('卜', "bu"),
    ('曾', "zeng"),
    ('晟', "sheng"),
    ('泊', "bo"),
    ('缪', "miao"),
    ('翟', "zhai"),
    ('轧', "zha"),
    ('都', "du"),
    ('长', "chang"),
    ('阚', "kan"),
    ('伽', "jia"),
];

/// Surnames read in their own way at the head of a person's name.
pub(super) const SURNAMES: [(char, &str); 10] = [
    ('仇', "qiu"),
    ('佴', "nai"),
    ('区', "ou"),
    ('单', "shan"),
    ('朴', "piao"),
    ('查', "zha"),
    ('盖', "ge"),
    ('覃', "qin"),
    ('解', "xie"),
    ('隗', "wei"),
];

/// A character, its reading, and the words in which it is read so. A word with two such characters stands with both.
pub(super) const WORDS: [(char, &str, &str); 59] = [
    ('万', "mo", "万俟"),
    ('尉', "yu", "尉迟 尉犁"),
    ('单', "chan", "单于"),
    ('单', "shan", "单县"),
    ('澹', "tan", "澹台"),
    ('长', "zhang", "长孙 成长 增长 董事长 长老 长辈"),
    ('重', "chong", "重庆 重阳 重复 重组 重建 重启 重新 重塑 重生 重构 重逢 重置 重现 重叠"),
    (
        '行',
        "hang",
        "银行 商行 车行 洋行 支行 分行 总行 央行 投行 农行 建行 工行 中行 交行 招行 行业 同行 行情 行家 行长 琴行 花行 \
         米行 粮行 茶行 布行 药行 鞋行 材料行 拍卖行 五金行 百货行 画行 珠宝行 金行 电器行 建材行 贸易行 修理行 \
         参茸行 跨行 内行 行货",
    ),
    ('厦', "xia", "厦门 厦工 厦航 厦钨"),
    ('乐', "yue", "乐清 音乐 交响乐 管弦乐 乐器 乐团 乐队 乐章 乐谱 乐律 乐曲 乐理 乐坛"),
    ('乐', "lao", "乐亭"),
    ('会', "kuai", "会计 财会 会稽"),
    ('传', "zhuan", "传记 自传 水浒传 别传"),
    (
        '调',
        "tiao",
        "空调 调味 调料 调节 调整 协调 调和 调理 调试 调解 调色 调光 调压 调控 调酒 调制 调频 调剂 调养 调羹 调节器 \
         失调 烹调",
    ),
    ('弹', "tan", "弹簧 弹性 弹力 弹射 弹唱 弹奏 弹跳"),
    ('参', "shen", "人参 海参 党参 西洋参 参茸 红参 玄参 丹参 沙参 花旗参 参王"),
    ('差', "chai", "差旅 出差 差遣"),
    ('便', "pian", "便宜"),
    ('模', "mu", "模具 模板 模样 注塑模 冲压模 字模"),
    ('率', "shuai", "率先 率领 表率 草率 率真"),
    ('的', "di", "的士 的确 目的 标的"),
    ('着', "zhuo", "着装 着色 着力 着眼 着陆 衣着 沉着"),
    ('薄', "bo", "薄荷 薄弱 薄利 淡薄 单薄"),
    ('伽', "ga", "伽马 伽玛"),
    ('咖', "ga", "咖喱"),
    ('茄', "qie", "番茄 茄子"),
    ('给', "ji", "供给 给排水 给水 补给 自给 给养 配给"),
    ('壳', "qiao", "地壳 甲壳 外壳"),
    ('藏', "zang", "西藏 藏药 藏族 藏医 藏文 藏香 青藏 藏獒 川藏 宝藏 藏地 藏毯 藏红花 藏羚"),
    ('阿', "e", "东阿 阿胶 阿房 阿弥"),
    ('房', "pang", "阿房"),
    ('秘', "bi", "秘鲁"),
    ('洞', "tong", "洪洞"),
    ('泌', "bi", "泌阳"),
    ('蔚', "yu", "蔚县"),
    ('莘', "xin", "莘庄"),
    ('枞', "zong", "枞阳"),
    ('番', "pan", "番禺"),
    ('埔', "bu", "大埔"),
    ('堡', "pu", "十里堡 五里堡 三里堡 二十里堡 马家堡 六里堡"),
    ('堡', "bu", "吴堡 柴沟堡 瓦窑堡"),
    ('珲', "hun", "珲春"),
    ('犍', "qian", "犍为"),
    ('荥', "ying", "荥经"),
    ('涡', "guo", "涡阳 涡河"),
    ('浚', "xun", "浚县"),
    ('六', "lu", "六安 六合区"),
    ('蚌', "beng", "蚌埠"),
    ('勒', "le", "阿勒泰 库尔勒 克孜勒苏 锡林郭勒 勒克 弥勒 鄂勒 勒流"),
    ('铅', "yan", "铅山"),
    ('大', "dai", "大夫 大城县"),
    ('什', "shen", "什么"),
    ('校', "jiao", "校准 校对 校正 校验 校订 校样"),
    ('宿', "xiu", "星宿 二十八宿"),
    ('角', "jue", "角色 主角 角逐"),
    ('朝', "zhao", "朝霞 朝晖 朝夕 今朝 朝气 朝露"),
    ('称', "chen", "对称 匀称 称心 称职"),
    ('曝', "bao", "曝光"),
    ('柏', "bo", "柏林"),
];

/// Words read as usual that end in a character with which one of [`WORDS`] may seem to begin: 大厦门窗 is not in Xiamen.
pub(super) const USUAL: [&str; 6] = ["大厦", "广厦", "快乐", "娱乐", "欢乐", "社会"];
