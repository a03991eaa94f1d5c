//! A contact as an electronic business card.

use actix_web::web::Path;
use actix_web::{HttpResponse, get};
use guanxi_domain::contacts::vcard::Card;
use guanxi_domain::identity::Resource;
use guanxi_persistence::contacts::Contact;
use guanxi_persistence::record::{self, Visible, kinds};
use guanxi_persistence::{Result, Tx};
use uuid::Uuid;

use crate::http::{ApiResult, Ctx, Problem};

/// A contact as a vCard 3.0, for telephones; what is hidden from the caller or masked does not stand on it.
#[utoipa::path(tag = "contacts", operation_id = "get_contact_vcard",
    params(("id" = Uuid, Path, description = "Id of the contact.")), responses(
    (status = 200, description = "The card.", body = String, content_type = "text/vcard"),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/contacts/{id:[0-9a-fA-F-]{36}}/vcard")]
pub async fn vcard(ctx: Ctx, id: Path<Uuid>) -> ApiResult<HttpResponse> {
    let file = ctx.read(move |tx| Ok(card(tx, *id)?.to_text())).await?;
    // A file to be kept, never shown: its text is other people's.
    Ok(HttpResponse::Ok()
        .content_type("text/vcard; charset=utf-8")
        .insert_header(("Content-Disposition", "attachment; filename=\"contact.vcf\""))
        .body(file))
}

fn card(tx: &mut Tx<'_>, id: Uuid) -> Result<Card> {
    let contact = record::get::<Contact>(tx, id)?;
    let visible = Visible::to::<Contact>(tx);
    let fields = contact.fields;
    let open = |field: &str| !visible.restricts(field);
    let employer = fields.customer_id.filter(|_| open("customer_id"));
    let organization = match (employer, kinds::of(Resource::Customers)) {
        (Some(customer), Some(kind)) => kind.titles(tx, &[customer])?.remove(&customer),
        _ => None,
    };
    let address = fields.addresses.primary().filter(|_| open("addresses"));
    Ok(Card {
        uid: format!("urn:uuid:{id}"),
        name: fields.name,
        nickname: fields.nickname.filter(|_| open("nickname")),
        organization,
        department: fields.job_department.filter(|_| open("job_department")),
        title: fields.job_title.filter(|_| open("job_title")),
        mobile: fields.mobile.filter(|_| open("mobile")).map(|phone| phone.to_string()),
        office_phone: fields.office_phone.filter(|_| open("office_phone")).map(|phone| phone.to_string()),
        home_phone: fields.home_phone.filter(|_| open("home_phone")).map(|phone| phone.to_string()),
        email: fields.email.filter(|_| open("email")).map(|email| email.to_string()),
        address: address.map(|address| address.one_line()),
        postal_code: address.and_then(|address| address.postal_code.as_ref()).map(ToString::to_string),
        birthday: fields.birthday.filter(|_| open("birthday")),
    })
}
