//! Comments, mentions and following.

use guanxi_tests::App;
use reqwest::Method;
use serde_json::{Value, json};

use super::{texts, told};

#[test]
fn whoever_sees_a_record_talks_about_it_and_nobody_else() {
    let app = App::start();
    let (rep1, rep2, manager) = (app.rep1(), app.rep2(), app.manager());
    let customer = rep1.customer(&json!({"name": "华兴"}));
    let comments = format!("{}/comments", customer.path());
    let first = rep1.post(&comments, &json!({"body": "  第一条\r\n第二行  "})).is(201);
    assert_eq!(first.json["body"], "第一条\n第二行");
    assert_eq!(first.header("location"), Some(format!("/api/v1{comments}/{}", first.id()).as_str()));
    let second = manager.post(&comments, &json!({"body": "好"})).is(201);
    let listed = rep1.get(&comments).is(200);
    let ids: Vec<&Value> = listed.items().iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, [second.id(), first.id()]);
    assert_eq!(listed.items()[0]["author"]["name"], "王经理");
    let rights: Vec<_> = listed.items().iter().map(|one| (&one["editable"], &one["deletable"])).collect();
    assert_eq!(rights, [(&json!(false), &json!(false)), (&json!(true), &json!(true))]);

    // Out of scope there is nothing, whatever is tried.
    let one = format!("{comments}/{}", first.id());
    rep2.get(&comments).is_problem(404, "not_found");
    rep2.post(&comments, &json!({"body": "我"})).is_problem(404, "not_found");
    rep2.patch(&one, 1, &json!({"body": "我"})).is_problem(404, "not_found");
    rep2.delete(&one, 1).is_problem(404, "not_found");
    rep2.get(&format!("{}/mentionable", customer.path())).is_problem(404, "not_found");
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        rep2.call(method, &format!("{}/follow", customer.path())).send().is_problem(404, "not_found");
    }
    app.stranger().get(&comments).is_problem(404, "not_found");
    // A comment is found below its own record only.
    let other = rep1.customer(&json!({"name": "别的"}));
    rep1.delete(&format!("{}/comments/{}", other.path(), first.id()), 1).is_problem(404, "not_found");

    // The author changes it, another who sees the record does not; a manager who may delete the record removes it.
    manager.patch(&one, 1, &json!({"body": "改"})).is_problem(403, "forbidden");
    let edited = rep1.patch(&one, 1, &json!({"body": "改"})).is(200);
    assert_eq!((edited.version(), edited.json["edited_at"].is_string()), (2, true));
    rep1.patch(&one, 1, &json!({"body": "再改"})).is_problem(412, "stale_version");
    rep1.delete(&format!("{comments}/{}", second.id()), 1).is_problem(403, "forbidden");
    rep1.delete(&one, 1).is_problem(412, "stale_version");
    manager.delete(&one, 2).is(204);
    assert_eq!(rep1.get(&comments).is(200).items().len(), 1);
    // Each of these is in the record's history.
    let history = rep1.get(&format!("{}/history", customer.path())).is(200);
    let kinds: Vec<&Value> = history.items().iter().map(|one| &one["kind"]).collect();
    assert_eq!(
        kinds,
        [
            "customer.comment_removed",
            "customer.comment_edited",
            "customer.commented",
            "customer.commented",
            "customer.created"
        ]
    );
}

#[test]
fn a_comment_is_fresh_for_a_quarter_of_an_hour() {
    let app = App::start();
    let rep = app.rep1();
    let customer = rep.customer(&json!({"name": "华兴"}));
    let comments = format!("{}/comments", customer.path());
    let made = rep.post(&comments, &json!({"body": "一"})).is(201);
    app.sql().execute("UPDATE comment SET created_at = created_at - interval '15 minutes'", &[]).unwrap();
    assert_eq!(rep.get(&comments).is(200).items()[0]["editable"], false);
    let one = format!("{comments}/{}", made.id());
    rep.patch(&one, 1, &json!({"body": "二"})).is_problem(409, "comment_edit_expired");
    rep.delete(&one, 1).is(204);
}

#[test]
fn what_is_no_comment_is_refused() {
    let app = App::start();
    let (rep, stranger) = (app.rep1(), app.stranger());
    let customer = rep.customer(&json!({"name": "华兴"}));
    let comments = format!("{}/comments", customer.path());
    for (body, code) in [
        (" \n ".to_owned(), "required"),
        ("字".repeat(4001), "too_long"),
        ("铃\u{7}".to_owned(), "invalid_character"),
        // Who does not see the record, does not exist here, or was never there, is not mentioned.
        (format!("<@{}>", app.rep2().id()), "mention_not_permitted"),
        (format!("<@{}>", stranger.id()), "mention_not_permitted"),
        ("<@00000000-0000-7000-8000-000000000000>".to_owned(), "mention_not_permitted"),
    ] {
        let refused = rep.post(&comments, &json!({"body": body})).refuses("/body", code);
        assert!(!refused.json.to_string().contains("远方"), "{}", refused.json);
    }
    rep.post(&comments, &json!({})).refuses("/body", "required");
    rep.get(&format!("{comments}?limit=0")).refuses("/limit", "out_of_range");
    rep.get(&format!("{comments}?cursor=x")).refuses("/cursor", "invalid_parameter");
    assert!(rep.get(&comments).is(200).items().is_empty());
    // The offer is of those who see the record.
    let offered = rep.get_with(&format!("{}/mentionable", customer.path()), &[("q", "王")]).is(200);
    assert_eq!(offered.names(), ["王经理"]);
    let offered = rep.get(&format!("{}/mentionable", customer.path())).is(200);
    assert!(!offered.names().contains(&"赵二") && offered.names().contains(&"孙内勤"), "{:?}", offered.names());
}

#[test]
fn comments_are_read_page_by_page_and_made_once() {
    let app = App::start();
    let rep = app.rep1();
    let customer = rep.customer(&json!({"name": "华兴"}));
    let comments = format!("{}/comments", customer.path());
    for n in 0..7 {
        rep.post(&comments, &json!({"body": format!("第{n}条")})).is(201);
    }
    let all = rep.all(&comments, &[("limit", "3")]);
    let bodies: Vec<&str> = all.iter().filter_map(|one| one["body"].as_str()).collect();
    assert_eq!(bodies, ["第6条", "第5条", "第4条", "第3条", "第2条", "第1条", "第0条"]);
    let again = || {
        let call = rep.call(Method::POST, &comments).header("Idempotency-Key", "once");
        call.json(&json!({"body": "只一次"})).send().is(201).id().to_owned()
    };
    assert_eq!(again(), again());
    assert_eq!(rep.all(&comments, &[]).len(), 8);
}

#[test]
fn a_mention_tells_the_mentioned_and_a_comment_those_who_own_or_follow() {
    let app = App::start();
    let (rep, manager, inside) = (app.rep1(), app.manager(), app.user("sales_admin"));
    let customer = rep.customer(&json!({"name": "华兴"}));
    let comments = format!("{}/comments", customer.path());
    inside.call(Method::PUT, &format!("{}/follow", customer.path())).send().is(204);
    let body = format!("请 <@{}> 看", rep.id());
    let made = manager.post(&comments, &json!({"body": body})).is(201);
    assert_eq!(made.json["mentions"], json!([{"id": rep.id(), "name": "李一"}]));
    // The owner is mentioned: that is all they are told.
    assert_eq!(texts(&rep), [("mentioned".into(), 1, "王经理 在客户「华兴」的评论中提到了您".into())]);
    let one = &told(&rep)[0];
    assert_eq!((&one["excerpt"], &one["resource"]), (&json!("请 @李一 看"), &json!("customers")));
    assert_eq!(one["record"], json!({"id": customer.id(), "name": "华兴"}));
    assert_eq!(texts(&inside), [("commented".into(), 1, "王经理 评论了客户「华兴」".into())]);
    assert!(texts(&manager).is_empty(), "nobody is told of what they did themselves");
    // The author follows the record from then on.
    rep.post(&comments, &json!({"body": "已联系"})).is(201);
    assert_eq!(texts(&manager), [("commented".into(), 1, "李一 评论了客户「华兴」".into())]);
    // An edit tells only those whom it did not mention before.
    let one = format!("{comments}/{}", made.id());
    manager.patch(&one, 1, &json!({"body": format!("{body}，<@{}> 也看", inside.id())})).is(200);
    let kinds: Vec<String> = texts(&inside).into_iter().map(|(kind, ..)| kind).collect();
    assert_eq!(kinds, ["mentioned", "commented"]);
    assert_eq!(texts(&inside)[1].1, 2, "two comments within the hour are one notification");
    assert_eq!(told(&rep).len(), 1);
}

#[test]
fn one_follows_what_one_sees_and_unfollows_at_will() {
    let app = App::start();
    let (rep, manager) = (app.rep1(), app.manager());
    let customer = rep.customer(&json!({"name": "华兴"}));
    let follow = format!("{}/follow", customer.path());
    let follows = |user: &guanxi_tests::User| user.get(&follow).is(200).json["following"].as_bool().unwrap();
    assert!(!follows(&manager));
    for _ in 0..2 {
        manager.call(Method::PUT, &follow).send().is(204);
    }
    assert!(follows(&manager) && !follows(&rep));
    let mine = manager.get("/me/follows").is(200);
    assert_eq!(mine.items().len(), 1);
    assert_eq!(mine.items()[0]["record"], json!({"id": customer.id(), "name": "华兴"}));
    rep.patch(&customer.path(), 1, &json!({"remark": "改"})).is(200);
    assert_eq!(texts(&manager), [("record_changed".into(), 1, "李一 修改了您关注的客户「华兴」".into())]);
    for _ in 0..2 {
        manager.call(Method::DELETE, &follow).send().is(204);
    }
    rep.patch(&customer.path(), 2, &json!({"remark": "再改"})).is(200);
    assert_eq!(texts(&manager)[0].1, 1);
    assert!(manager.get("/me/follows").is(200).items().is_empty());

    // Pages of what one follows.
    for n in 0..5 {
        let made = rep.customer(&json!({"name": format!("公司{n}")}));
        manager.call(Method::PUT, &format!("{}/follow", made.path())).send().is(204);
    }
    let pages = manager.all("/me/follows", &[("limit", "2")]);
    let names: Vec<&str> = pages.iter().filter_map(|one| one["record"]["name"].as_str()).collect();
    assert_eq!(names, ["公司4", "公司3", "公司2", "公司1", "公司0"]);
}

/// Whoever has lost sight of a record hears nothing more of it, and reads nothing of it in what they were told.
#[test]
fn whoever_has_lost_sight_of_a_record_hears_no_more_of_it() {
    let app = App::start();
    let (rep1, rep2, manager) = (app.rep1(), app.rep2(), app.manager());
    let customer = rep1.customer(&json!({"name": "华兴"}));
    let comments = format!("{}/comments", customer.path());
    rep1.post(&comments, &json!({"body": "我的"})).is(201);
    manager.post(&comments, &json!({"body": "好"})).is(201);
    assert_eq!(texts(&rep1)[0].2, "王经理 评论了客户「华兴」");
    manager.patch(&customer.path(), 1, &json!({"owner_id": rep2.id()})).is(200);
    assert_eq!(texts(&rep1)[0].2, "王经理 评论了客户「（无权查看）」");
    let one = &told(&rep1)[0];
    assert_eq!((&one["record"], &one["excerpt"]), (&Value::Null, &Value::Null));
    manager.post(&comments, &json!({"body": "请跟进"})).is(201);
    manager.patch(&customer.path(), 2, &json!({"remark": "改"})).is(200);
    assert_eq!(told(&rep1).len(), 1, "{:?}", texts(&rep1));
    rep1.get(&comments).is_problem(404, "not_found");
    let told_to_rep2: Vec<String> = texts(&rep2).into_iter().map(|(kind, ..)| kind).collect();
    assert_eq!(told_to_rep2, ["commented", "record_assigned"]);
    // What is out of sight can still be left, once.
    assert_eq!(rep1.get("/me/follows").is(200).items()[0]["record"]["name"], "");
    let follow = format!("{}/follow", customer.path());
    rep1.call(Method::DELETE, &follow).send().is(204);
    rep1.call(Method::DELETE, &follow).send().is_problem(404, "not_found");
    assert!(rep1.get("/me/follows").is(200).items().is_empty());
}
