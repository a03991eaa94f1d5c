//! Business cards.

use guanxi_tests::App;
use serde_json::json;

#[test]
fn a_card_says_what_its_reader_may_know() {
    let app = App::start();
    let admin = app.admin();
    let customer = admin.customer(&json!({"name": "苏州华兴科技有限公司"}));
    let address = json!([{"kind": "office", "region": "320505", "street": "科技城 1 号", "postal_code": "215163", "primary": true}]);
    let person = admin.contact(&json!({
        "name": "王伟", "customer_id": customer.id(), "job_title": "采购总监", "mobile": "13812345678",
        "email": "w@a.example", "addresses": address,
    }));
    let path = format!("{}/vcard", person.contact_path());
    let answer = admin.get(&path).is(200);
    assert_eq!(answer.header("content-type"), Some("text/vcard; charset=utf-8"));
    assert!(answer.header("content-disposition").is_some_and(|value| value.starts_with("attachment")));
    let card = String::from_utf8(answer.body).unwrap().replace("\r\n ", "").replace(";CHARSET=UTF-8", "");
    for line in
        ["FN:王伟", "ORG:苏州华兴科技有限公司", "TITLE:采购总监", "TEL;TYPE=CELL:13812345678", "EMAIL:w@a.example"]
    {
        assert!(card.lines().any(|one| one.eq_ignore_ascii_case(line)), "{line} of {card}");
    }
    assert!(card.contains("科技城 1 号") && card.contains("215163"), "{card}");
    let masked = String::from_utf8(app.user("marketing").get(&path).is(200).body).unwrap();
    assert!(masked.contains("王伟") && !masked.contains("TEL") && !masked.contains("EMAIL"), "{masked}");
    app.rep1().get(&path).is_problem(404, "not_found");
    app.stranger().get(&path).is_problem(404, "not_found");
}
