//! `GET /customers?q=`: what people type to find a customer.

use guanxi_tests::{App, User};
use serde_json::json;

fn found(user: &User, words: &str) -> Vec<String> {
    let page = user.get_with("/customers", &[("q", words), ("sort", "created_at")]).is(200);
    page.names().into_iter().map(str::to_owned).collect()
}

fn fill(app: &App) {
    for body in [
        json!({"name": "深圳市华兴科技有限公司", "short_name": "华兴", "phone": "13812345678", "email": "li.si@huaxing.com.cn",
               "credit_code": "91350100M000100Y43", "number": "K-00042"}),
        json!({"name": "安泰贸易", "phone": "0755-86013388", "phone2": "13900004444"}),
        json!({"name": "Huaxing Trading", "phone": "13911112222"}),
    ] {
        app.rep1().customer(&body);
    }
}

#[test]
fn a_customer_is_found_by_what_people_remember() {
    let app = App::start();
    fill(&app);
    let (huaxing, antai, trading) = ("深圳市华兴科技有限公司", "安泰贸易", "Huaxing Trading");
    for (words, expected) in [
        ("华兴科技", vec![huaxing]),
        ("兴科", vec![huaxing]),
        ("華興", vec![huaxing]),
        ("贸易", vec![antai]),
        ("hxkj", vec![huaxing]),
        ("HXKJ", vec![huaxing]),
        ("antai", vec![antai]),
        ("atmy", vec![antai]),
        ("huaxing", vec![huaxing, trading]),
        ("trading", vec![trading]),
        ("5678", vec![huaxing]),
        ("13812345678", vec![huaxing]),
        ("86013388", vec![antai]),
        ("4444", vec![antai]),
        ("K-00042", vec![huaxing]),
        ("00042", vec![huaxing]),
        ("91350100M000100Y43", vec![huaxing]),
        ("li.si@huaxing", vec![huaxing]),
        ("华兴 5678", vec![huaxing]),
        ("华兴 4444", vec![]),
        ("没有这家", vec![]),
        ("%", vec![]),
        ("' OR 1=1", vec![]),
    ] {
        assert_eq!(found(&app.rep1(), words), expected, "{words}");
    }
    assert_eq!(found(&app.rep1(), " ").len(), 3, "nothing asked is everything");
}

#[test]
fn search_follows_each_change() {
    let app = App::start();
    let made = app.rep1().customer(&json!({"name": "旧名公司", "phone": "13812345678"}));
    app.rep1().patch(&made.path(), 1, &json!({"name": "新名公司", "phone": null})).is(200);
    assert_eq!(found(&app.rep1(), "旧名"), Vec::<String>::new());
    assert_eq!(found(&app.rep1(), "5678"), Vec::<String>::new());
    assert_eq!(found(&app.rep1(), "新名"), ["新名公司"]);
}

#[test]
fn nobody_finds_what_they_may_not_see() {
    let app = App::start();
    fill(&app);
    for user in [app.rep2(), app.stranger()] {
        for words in ["华兴", "hxkj", "5678", "K-00042"] {
            assert_eq!(found(&user, words), Vec::<String>::new(), "{words}");
        }
    }
    assert_eq!(found(&app.manager(), "华兴").len(), 1);
}

/// Otherwise the digits could be guessed one by one.
#[test]
fn a_masked_phone_or_email_cannot_be_found() {
    let app = App::start();
    fill(&app);
    for login in ["marketing", "purchasing"] {
        let user = app.user(login);
        let seen = user.get_with("/customers", &[("q", "华兴科技")]).is(200);
        assert_eq!(seen.items()[0]["phone"], "138****5678", "{login}");
        for words in ["13812345678", "5678", "12345678", "138", "li.si@huaxing", "1390000", "86013388"] {
            assert_eq!(found(&user, words), Vec::<String>::new(), "{login}: {words}");
        }
        assert_eq!(found(&user, "华兴").len(), 1, "{login}");
    }
    assert_eq!(found(&app.user("executive"), "5678").len(), 1);
}

/// What a rare word finds is looked up first; a frequent word is met on the way through the list. Which it is, the
/// database's statistics say: none at first, so that every word passes for rare.
#[test]
fn how_often_a_word_occurs_makes_no_difference_to_what_it_finds() {
    let mut app = App::start();
    let made: Vec<_> = (0..60)
        .map(|n| {
            let name = if n % 10 == 0 { format!("华兴稀土{n}公司") } else { format!("华兴{n}公司") };
            json!({"op": "create", "fields": {"name": name, "phone": format!("138{n:08}"), "remark": n.to_string()}})
        })
        .collect();
    app.rep1().post("/customers/bulk", &json!({"items": made})).is(200);
    app.rep2().customer(&json!({"name": "华兴别处公司"}));
    let ask = |app: &App| -> Vec<Vec<String>> {
        let user = app.rep1();
        let query = |words, filter| [("q", words), ("filter", filter), ("sort", "-name"), ("limit", "7")];
        [
            ("华兴", ""),
            ("稀土", ""),
            ("华兴公司", ""),
            ("公司 稀土", ""),
            ("hx", ""),
            ("1380000001", ""),
            ("华兴", "remark == \"3\""),
        ]
        .into_iter()
        .map(|(words, filter)| {
            user.all("/customers", &query(words, filter)).iter().map(|item| item["name"].to_string()).collect()
        })
        .collect()
    };
    let looked_up = ask(&app);
    assert_eq!(looked_up.iter().map(Vec::len).collect::<Vec<_>>(), [60, 6, 0, 6, 60, 10, 1]);

    let mut sql = app.sql();
    sql.batch_execute("ANALYZE search_entry").unwrap();
    let frequent = "SELECT most_common_elems::text LIKE '%n:华兴%' FROM pg_stats \
                    WHERE tablename = 'search_entry' AND attname = 'tokens'";
    assert!(sql.query_one(frequent, &[]).unwrap().get::<_, bool>(0), "the word has become frequent");
    // The statistics are read once in ten minutes.
    app.restart();
    assert_eq!(ask(&app), looked_up);
}
