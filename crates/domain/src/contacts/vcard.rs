//! Electronic business cards: vCard 3.0 (RFC 2426), which telephones and WeChat read alike; 4.0 is not read everywhere.

use calcard::vcard::{VCard, VCardEntry, VCardParameter, VCardProperty, VCardType, VCardValue, VCardVersion};
use chrono::NaiveDate;

/// What stands on a card. What is absent is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// Stable id of the contact, so that a telephone replaces the card it has.
    pub uid: String,
    /// Name as people write it.
    pub name: String,
    /// How one addresses them.
    pub nickname: Option<String>,
    /// The customer's name.
    pub organization: Option<String>,
    /// Their department there.
    pub department: Option<String>,
    /// Their title.
    pub title: Option<String>,
    /// Mobile phone.
    pub mobile: Option<String>,
    /// Phone in the office.
    pub office_phone: Option<String>,
    /// Phone at home.
    pub home_phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Address in one line.
    pub address: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
    /// Day of birth in the Gregorian calendar.
    pub birthday: Option<NaiveDate>,
}

impl Card {
    /// The card as a file: UTF-8, lines folded and ended by CRLF.
    pub fn to_text(&self) -> String {
        let mut entries = vec![text(VCardProperty::Uid, &self.uid), text(VCardProperty::Fn, &self.name)];
        // Family and given name are not told apart: telephones show and sort `FN`, and splitting 欧阳 would go wrong.
        entries.push(components(VCardProperty::N, [&self.name, "", "", "", ""]));
        let mut push = |property, value: &Option<String>| {
            entries.extend(value.as_ref().map(|value| text(property, value)));
        };
        push(VCardProperty::Nickname, &self.nickname);
        push(VCardProperty::Title, &self.title);
        let phones = [
            (&self.mobile, VCardType::Cell),
            (&self.office_phone, VCardType::Work),
            (&self.home_phone, VCardType::Home),
        ];
        for (phone, kind) in phones {
            let phone = phone.as_ref().map(|phone| text(VCardProperty::Tel, phone));
            entries.extend(phone.map(|entry| entry.with_param(VCardParameter::typ(kind))));
        }
        entries.extend(self.email.as_ref().map(|email| text(VCardProperty::Email, email)));
        if let Some(organization) = &self.organization {
            let department = self.department.as_deref().unwrap_or_default();
            let parts: &[&str] = if department.is_empty() { &[organization] } else { &[organization, department] };
            entries.push(components(VCardProperty::Org, parts.iter().copied()));
        }
        if let Some(address) = &self.address {
            let postal = self.postal_code.as_deref().unwrap_or_default();
            let address = components(VCardProperty::Adr, ["", "", address, "", "", postal, ""]);
            entries.push(address.with_param(VCardParameter::typ(VCardType::Work)));
        }
        entries.extend(self.birthday.map(|day| text(VCardProperty::Bday, &day.format("%Y-%m-%d").to_string())));
        let mut file = String::new();
        // Writing into a text cannot fail.
        let _ = VCard { entries }.write_to(&mut file, VCardVersion::V3_0);
        file
    }
}

fn text(property: VCardProperty, value: &str) -> VCardEntry {
    VCardEntry::new(property).with_value(VCardValue::Text(value.to_owned()))
}

fn components<'a>(property: VCardProperty, parts: impl IntoIterator<Item = &'a str>) -> VCardEntry {
    parts.into_iter().fold(VCardEntry::new(property), |entry, part| entry.with_value(VCardValue::Text(part.to_owned())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card() -> Card {
        Card {
            uid: "urn:uuid:0199".into(),
            name: "欧阳; 修".into(),
            nickname: Some("欧阳总".into()),
            organization: Some("苏州华兴科技有限公司".into()),
            department: Some("采购部".into()),
            title: Some("采购总监".into()),
            mobile: Some("13812345678".into()),
            office_phone: Some("0512-65551234".into()),
            email: Some("ouyang@huaxing.example".into()),
            address: Some("江苏省苏州市虎丘区科技城, 1 号\n2 楼".into()),
            postal_code: Some("215163".into()),
            birthday: NaiveDate::from_ymd_opt(1980, 2, 29),
            ..Card::default()
        }
    }

    #[test]
    fn a_card_reads_back_as_it_was_written() {
        let file = card().to_text();
        let read = VCard::parse(&file).unwrap();
        let values = |property: VCardProperty| -> Vec<String> {
            let of = read.entries.iter().filter(|entry| entry.name == property);
            of.flat_map(|entry| entry.values.iter().filter_map(|value| value.as_text().map(str::to_owned))).collect()
        };
        assert_eq!(values(VCardProperty::Fn), ["欧阳; 修"]);
        assert_eq!(values(VCardProperty::Org), ["苏州华兴科技有限公司", "采购部"]);
        assert_eq!(values(VCardProperty::Tel), ["13812345678", "0512-65551234"]);
        assert_eq!(values(VCardProperty::Email), ["ouyang@huaxing.example"]);
        assert!(values(VCardProperty::Adr).contains(&"江苏省苏州市虎丘区科技城, 1 号\n2 楼".to_owned()));
    }

    #[test]
    fn lines_are_as_the_standard_wants_them() {
        let file = card().to_text();
        assert!(file.starts_with("BEGIN:VCARD\r\nVERSION:3.0\r\n"), "{file}");
        assert!(file.ends_with("END:VCARD\r\n"), "{file}");
        assert!(file.contains("BDAY:1980-02-29\r\n"), "{file}");
        assert!(file.contains("FN;CHARSET=UTF-8:欧阳\\; 修\r\n"), "{file}");
        assert!(file.split("\r\n").all(|line| line.len() <= 75), "{file}");
        assert!(!file.replace("\r\n", "").contains('\n'), "{file}");
    }
}
