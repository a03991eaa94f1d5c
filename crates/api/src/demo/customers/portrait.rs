//! What a demo customer is like: name, classification, addresses, people.

use chrono::NaiveDate;
use guanxi_domain::search::pinyin;
use guanxi_domain::values::{
    Address, Addresses, Calendar, CalendarDate, CountryCode, CreditCode, CustomerKind, EmailAddress, Gender,
    ImportantDate, ImportantDates, Money, PhoneNumber, RegionCode, ShortCode, TaxNumber,
};
use guanxi_persistence::customers::CustomerFields;
use guanxi_persistence::record::{CustomValues, Derived, RecordNumber};
use rand::RngExt as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rust_decimal::Decimal;

use super::super::words::{BUILDINGS, FORMS, MOBILE, REMARKS, STREETS, TAGS, TRADES, Trade};
use super::{Maker, Place};

impl Maker<'_> {
    pub(super) fn describe(&self, index: usize, place: &Place) -> Option<CustomerFields> {
        let mut rng = self.rng(index, 6);
        let mut fields = empty();
        self.classify(&mut fields, self.day(index), &mut rng)?;
        self.reach(&mut fields, place, &mut rng)?;
        fields.kind = self.kind(index);
        match fields.kind {
            CustomerKind::Company => self.company(&mut fields, place, &mut rng)?,
            CustomerKind::Person => self.person(&mut fields, &mut rng)?,
        }
        Some(fields)
    }

    fn classify(&self, fields: &mut CustomerFields, day: usize, rng: &mut StdRng) -> Option<()> {
        let age = self.days.len() - day;
        let text = |code: &str| Some(code.to_owned());
        fields.level = text(weighted(&[("A", 8), ("B", 20), ("C", 34), ("D", 38)], rng)?);
        fields.value_tier = text(weighted(&[("high", 12), ("mid", 38), ("low", 50)], rng)?);
        fields.source = text(weighted(
            &[
                ("referral", 20),
                ("website", 14),
                ("search_engine", 10),
                ("exhibition", 16),
                ("cold_call", 12),
                ("field_visit", 8),
                ("partner", 8),
                ("social_media", 6),
                ("short_video", 4),
                ("other", 2),
            ],
            rng,
        )?);
        // Whoever came lately is new, whoever came long ago has been won or lost.
        let (status, lifecycle) = if age < 20 {
            (*[("new", "potential"), ("following", "potential")].choose(rng)?).to_owned()
        } else {
            *[
                ("following", "developing"),
                ("negotiating", "developing"),
                ("cooperating", "growing"),
                ("cooperating", "growing"),
                ("cooperating", "mature"),
                ("suspended", "declining"),
                ("lost", "ended"),
            ]
            .choose(rng)?
        };
        (fields.status, fields.lifecycle) = (text(status), text(lifecycle));
        fields.satisfaction = rng.random_ratio(2, 3).then(|| rng.random_range(2..=5));
        fields.credit_stars = rng.random_ratio(1, 2).then(|| rng.random_range(2..=5));
        fields.payment_terms = text(weighted(
            &[
                ("prepaid", 20),
                ("deposit_30", 20),
                ("cash_on_delivery", 12),
                ("net_15", 8),
                ("monthly_30", 25),
                ("monthly_60", 12),
                ("acceptance_bill", 3),
            ],
            rng,
        )?);
        let tags = rng.random_range(0..=3);
        fields.tags = TAGS.sample(rng, tags).map(|tag| (*tag).to_owned()).collect();
        fields.remark =
            if rng.random_ratio(1, 6) { REMARKS.choose(rng).map(|remark| (*remark).to_owned()) } else { None };
        Some(())
    }

    /// Phones and address.
    fn reach(&self, fields: &mut CustomerFields, place: &Place, rng: &mut StdRng) -> Option<()> {
        let (code, _, area, digits) = place.city;
        fields.phone =
            PhoneNumber::parse(&format!("{}{:08}", MOBILE.choose(rng)?, rng.random_range(0..100_000_000))).ok();
        if rng.random_ratio(2, 3) {
            let local = rng.random_range(2 * 10_u32.pow(digits as u32 - 1)..9 * 10_u32.pow(digits as u32 - 1));
            fields.phone2 = PhoneNumber::parse(&format!("{area}-{local}")).ok();
        }
        let street = format!(
            "{}{}号{}{}室",
            STREETS.choose(rng)?,
            rng.random_range(1..999),
            BUILDINGS.choose(rng)?,
            rng.random_range(1..32) * 100 + rng.random_range(1..20)
        );
        fields.addresses = Addresses(vec![Address {
            kind: ShortCode::parse("office").ok()?,
            country: CountryCode::default(),
            region: Some(place.region),
            street: Some(street),
            postal_code: None,
            latitude: None,
            longitude: None,
            distance_km: None,
            visit_hours_note: None,
            primary: true,
        }]);
        let (sales_region, direction) = match &code[..2] {
            "11" | "12" | "37" => ("north", "north"),
            "21" => ("northeast", "north"),
            "31" | "32" | "33" => ("east", "east"),
            "41" | "42" | "43" => ("central", "south"),
            "44" => ("south", "south"),
            "61" => ("northwest", "west"),
            _ => ("southwest", "west"),
        };
        fields.sales_region = Some(sales_region.to_owned());
        fields.direction = Some(direction.to_owned());
        fields.area_kind = Some(if rng.random_ratio(9, 10) { "urban" } else { "rural" }.to_owned());
        Some(())
    }

    fn company(&self, fields: &mut CustomerFields, place: &Place, rng: &mut StdRng) -> Option<()> {
        let brand = self.brand(rng);
        let &(trade, industry, category, kind): &Trade = TRADES.choose(rng)?;
        let form = weighted(&FORMS.iter().map(|(form, weight, _)| (*form, *weight)).collect::<Vec<_>>(), rng)?;
        let city = place.city.1;
        fields.name = match rng.random_range(0..10) {
            0 => format!("{brand}{trade}（{city}）{form}"),
            1..=3 => format!("{city}市{brand}{trade}{form}"),
            4 => format!("{brand}{trade}{form}"),
            _ => format!("{city}{brand}{trade}{form}"),
        };
        fields.short_name = Some(brand.clone());
        fields.industry = Some(industry.to_owned());
        fields.business_category = Some(category.to_owned());
        fields.customer_type = Some(kind.to_owned());
        fields.nature = FORMS.iter().find(|(one, ..)| *one == form).map(|(.., nature)| (*nature).to_owned());
        fields.demand_type = Some("means_of_production".to_owned());
        fields.employee_band = Some(
            weighted(
                &[
                    ("under_20", 34),
                    ("from_20_to_99", 36),
                    ("from_100_to_299", 16),
                    ("from_300_to_999", 9),
                    ("from_1000_to_9999", 4),
                    ("from_10000", 1),
                ],
                rng,
            )?
            .to_owned(),
        );
        fields.legal_representative = Some(self.somebody(rng)?.0);
        fields.registered_capital =
            Money::new(Decimal::from([50, 100, 200, 500, 1000, 2000, 5000].choose(rng)? * 10_000_i64)).ok();
        let founded =
            NaiveDate::from_ymd_opt(rng.random_range(1992..=2024), rng.random_range(1..=12), rng.random_range(1..=28))?;
        fields.founded_on = Some(founded);
        let code = credit_code(place.region, rng)?;
        fields.tax_number = TaxNumber::parse(code.as_str()).ok();
        fields.credit_code = Some(code);
        fields.invoice_title = Some(fields.name.clone());
        fields.bank = Some(format!(
            "{}{city}分行",
            ["中国工商银行", "中国建设银行", "中国银行", "招商银行", "交通银行"].choose(rng)?
        ));
        let latin = pinyin(&brand).replace(' ', "");
        let name = ["info", "sales", "contact", "caigou"].choose(rng)?;
        fields.email = EmailAddress::parse(&format!("{name}@{latin}{}.example.com", rng.random_range(1..1000))).ok();
        if rng.random_ratio(1, 8) {
            fields.important_dates = ImportantDates(vec![ImportantDate {
                label: "公司周年庆".to_owned(),
                date: CalendarDate::of(founded, Calendar::Solar)?,
                calendar: Calendar::Solar,
                yearly: true,
                remind_days_before: Some(7),
                note: None,
            }]);
        }
        Some(())
    }

    fn person(&self, fields: &mut CustomerFields, rng: &mut StdRng) -> Option<()> {
        let (name, gender) = self.somebody(rng)?;
        fields.name = name;
        fields.gender = Some(gender);
        fields.birthday =
            NaiveDate::from_ymd_opt(rng.random_range(1958..=2004), rng.random_range(1..=12), rng.random_range(1..=28));
        fields.birthday_calendar = Some(Calendar::Solar);
        fields.occupation = Some(
            ["business_owner", "office_worker", "self_employed", "professional", "teacher"].choose(rng)?.to_string(),
        );
        fields.income_band = Some(
            ["from_3000_to_4999", "from_5000_to_7999", "from_8000_to_11999", "from_12000_to_19999"]
                .choose(rng)?
                .to_string(),
        );
        fields.customer_type = Some("end_user".to_owned());
        fields.demand_type = Some("consumption".to_owned());
        fields.buying_channel =
            Some(["online", "exclusive_shop", "live_stream", "supermarket"].choose(rng)?.to_string());
        fields.phone2 = None;
        Some(())
    }

    pub(in crate::demo) fn somebody(&self, rng: &mut StdRng) -> Option<(String, Gender)> {
        let woman = rng.random_ratio(2, 5);
        let given = &self.given[usize::from(woman)];
        // Frequent family names stand in front and are drawn more often.
        let place = rng.random_range(0..self.surnames.len()).min(rng.random_range(0..self.surnames.len()));
        let mut name = String::from(*self.surnames.get(place)?);
        for _ in 0..rng.random_range(1..=2) {
            name.push(*given.choose(rng)?);
        }
        Some((name, if woman { Gender::Female } else { Gender::Male }))
    }
}

pub(in crate::demo) fn weighted<'w>(choices: &[(&'w str, u32)], rng: &mut StdRng) -> Option<&'w str> {
    let mut drawn = rng.random_range(0..choices.iter().map(|(_, weight)| weight).sum::<u32>());
    for (choice, weight) in choices {
        match drawn.checked_sub(*weight) {
            Some(rest) => drawn = rest,
            None => return Some(choice),
        }
    }
    None
}

/// How the second entry of the same company differs from the first.
pub(super) fn slip(name: &str, rng: &mut StdRng) -> String {
    match rng.random_range(0..3) {
        0 => name.replace("有限公司", ""),
        1 => name.replace('市', ""),
        _ => name.to_owned(),
    }
}

/// 91, the region, an organization code with its check character (GB 11714), and the check character of the whole.
fn credit_code(region: RegionCode, rng: &mut StdRng) -> Option<CreditCode> {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    const LETTERS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let mut own = String::from("MA");
    for _ in 0..6 {
        own.push(char::from(*LETTERS.choose(rng)?));
    }
    let value = |c: char| c.to_digit(36).unwrap_or_default();
    let sum: u32 = own.chars().zip(WEIGHTS).map(|(c, weight)| value(c) * weight).sum();
    let check = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10)?,
    };
    CreditCode::complete(&format!("91{region}{own}{check}")).ok()
}

fn empty() -> CustomerFields {
    CustomerFields {
        number: RecordNumber::default(),
        external_key: None,
        kind: CustomerKind::Company,
        name: String::new(),
        name_key: Derived::default(),
        short_name: None,
        credit_code: None,
        legal_representative: None,
        registered_capital: None,
        founded_on: None,
        employee_band: None,
        parent_id: None,
        gender: None,
        birthday: None,
        birthday_calendar: None,
        id_number: None,
        occupation: None,
        income_band: None,
        phone: None,
        phone2: None,
        fax: None,
        email: None,
        website: None,
        wechat: None,
        addresses: Addresses(Vec::new()),
        region: None,
        level: None,
        value_tier: None,
        customer_type: None,
        nature: None,
        industry: None,
        source: None,
        status: None,
        lifecycle: None,
        satisfaction: None,
        credit_stars: None,
        tags: Vec::new(),
        sales_region: None,
        area_kind: None,
        direction: None,
        demand_type: None,
        buying_channel: None,
        business_category: None,
        bank: None,
        bank_account: None,
        tax_number: None,
        invoice_title: None,
        payment_terms: None,
        currency: None,
        owner_id: None,
        department_id: None,
        important_dates: ImportantDates(Vec::new()),
        remark: None,
        custom: CustomValues::default(),
    }
}
