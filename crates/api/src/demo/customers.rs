//! Demo customers. Each is a function of the seed and its place alone, so that any thread can make any of them and the
//! same seed makes the same company.

use std::collections::HashMap;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, TimeDelta, Utc, Weekday};
use guanxi_domain::search::pinyin;
use guanxi_domain::values::{
    Address, Addresses, Calendar, CalendarDate, CountryCode, CreditCode, CustomerKind, EmailAddress, Gender,
    ImportantDate, ImportantDates, Money, PhoneNumber, Region, RegionCode, ShortCode, TaxNumber,
};
use guanxi_persistence::customers::CustomerFields;
use guanxi_persistence::customers::load::Loaded;
use guanxi_persistence::identity::demo::DemoCompany;
use guanxi_persistence::record::{CustomValues, Derived, RecordNumber};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::company::REGIONS;
use super::words::{
    BUILDINGS, CITIES, City, FIRST, FORMS, MEN, MOBILE, REMARKS, SECOND, STREETS, SURNAMES, TAGS, THIRD, TRADES, Trade,
    WOMEN,
};

/// Days over which customers have come.
const DAYS: u64 = 548;
/// A subsidiary's parent is one of the customers of its block, so that a block can be loaded by itself.
pub const BLOCK: usize = 1000;

/// Makes the customers of one company.
pub struct Maker<'a> {
    company: &'a DemoCompany,
    seed: u64,
    count: usize,
    /// The days on which customers came: working days, the earliest first.
    days: Vec<NaiveDate>,
    /// For each day, the first day whose numbers it shares, and the period's key.
    periods: Vec<(usize, String)>,
    cities: HashMap<&'static str, (City, Vec<&'static Region>)>,
    first: Vec<char>,
    second: Vec<char>,
    third: Vec<char>,
    surnames: Vec<char>,
    given: [Vec<char>; 2],
}

/// Where a customer is and who looks after it.
struct Place {
    city: City,
    region: RegionCode,
    owner: Uuid,
    department: Uuid,
}

impl<'a> Maker<'a> {
    /// For so many customers up to a day.
    pub fn new(company: &'a DemoCompany, seed: u64, count: usize, until: NaiveDate) -> Self {
        let working = |day: &NaiveDate| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let days: Vec<NaiveDate> =
            (1..=DAYS).rev().filter_map(|ago| until.checked_sub_days(Days::new(ago))).filter(working).collect();
        let mut periods: Vec<(usize, String)> = Vec::with_capacity(days.len());
        for (index, day) in days.iter().enumerate() {
            let key = company.numbers.period_key(*day);
            let begins = periods.last().filter(|(_, last)| *last == key).map_or(index, |(begins, _)| *begins);
            periods.push((begins, key));
        }
        let cities = CITIES.iter().filter_map(|city| {
            let region = RegionCode::parse(city.0).ok()?.region()?;
            Some((city.0, (*city, region.children().collect::<Vec<_>>())))
        });
        let characters = |text: &str| text.chars().collect();
        Self {
            company,
            seed,
            count,
            cities: cities.collect(),
            days,
            periods,
            first: characters(FIRST),
            second: characters(SECOND),
            third: characters(THIRD),
            surnames: characters(SURNAMES),
            given: [characters(MEN), characters(WOMEN)],
        }
    }

    /// The next number of each period, once all customers are loaded.
    pub fn counters(&self) -> Vec<(String, i64)> {
        let mut counters: Vec<(String, i64)> = Vec::new();
        for (day, (begins, key)) in self.periods.iter().enumerate() {
            let given = self.first_of(day + 1) - self.first_of(*begins);
            let next = i64::try_from(given).unwrap_or(i64::MAX) + 1;
            match counters.last_mut() {
                Some((last, counter)) if last == key => *counter = next,
                _ => counters.push((key.clone(), next)),
            }
        }
        counters
    }

    /// The customer at a place of the order of coming. `None` where a word list is broken, which a test rules out.
    pub fn make(&self, index: usize) -> Option<Loaded> {
        let mut rng = self.rng(index, 0);
        let place = self.place(index)?;
        // About one in seventy has been entered twice, with a slip.
        let mut fields = if index % BLOCK >= 10 && rng.random_ratio(1, 70) {
            let other = index - rng.random_range(1..10);
            let first = self.describe(other, &self.place(other)?)?;
            let name = slip(&first.name, &mut rng);
            CustomerFields { credit_code: None, tax_number: None, name, ..first }
        } else {
            self.describe(index, &place)?
        };
        fields.number = self.number(index);
        (fields.owner_id, fields.department_id) = (Some(place.owner), Some(place.department));
        fields.parent_id = self.parent(index, fields.kind);
        fields.name_key = Derived(guanxi_domain::search::name_key(&fields.name));
        fields.region = fields.addresses.primary().and_then(|address| address.region);
        Some(Loaded { id: self.id(index), created_at: self.created_at(index), created_by: place.owner, fields })
    }

    fn rng(&self, index: usize, purpose: u64) -> StdRng {
        let place = (index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        StdRng::seed_from_u64(
            self.seed.wrapping_mul(0xd134_2543_de82_ef95) ^ place ^ purpose.wrapping_mul(0xa076_1d64_78bd_642f),
        )
    }

    fn day(&self, index: usize) -> usize {
        index * self.days.len() / self.count
    }

    /// The first customer that came on a day or later.
    fn first_of(&self, day: usize) -> usize {
        (day * self.count).div_ceil(self.days.len())
    }

    /// Within working hours of the day, in the order of coming.
    fn created_at(&self, index: usize) -> DateTime<Utc> {
        let day = self.day(index);
        let (first, behind) = (self.first_of(day), self.first_of(day + 1));
        let slot = TimeDelta::hours(9).num_microseconds().unwrap_or_default() / (behind - first).max(1) as i64;
        let since = slot * (index - first) as i64 + self.rng(index, 1).random_range(0..slot.max(1));
        // 00:30 UTC is half past eight in China.
        let opens = self.days[day].and_hms_opt(0, 30, 0).unwrap_or_default().and_utc();
        opens + TimeDelta::microseconds(since)
    }

    fn id(&self, index: usize) -> Uuid {
        let millis = u64::try_from(self.created_at(index).timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &self.rng(index, 2).random()).into_uuid()
    }

    fn number(&self, index: usize) -> RecordNumber {
        let day = self.day(index);
        let sequence = index - self.first_of(self.periods[day].0) + 1;
        RecordNumber::new(self.company.numbers.format(self.days[day], sequence as u64))
    }

    fn place(&self, index: usize) -> Option<Place> {
        let mut rng = self.rng(index, 3);
        let mut drawn = rng.random_range(0..100);
        let region = REGIONS.iter().find(|region| {
            let here = drawn < region.share;
            drawn = drawn.saturating_sub(region.share);
            here
        })?;
        let (team, logins, cities) = region.teams.choose(&mut rng)?;
        let (city, districts) = self.cities.get(cities.choose(&mut rng)?)?;
        let owned_by_head = rng.random_ratio(1, 12);
        let (login, department) =
            if owned_by_head { (region.head, region.name) } else { (*logins.choose(&mut rng)?, *team) };
        Some(Place {
            city: *city,
            // A city without districts (东莞) is its own address.
            region: districts.choose(&mut rng).map_or_else(|| RegionCode::parse(city.0).ok(), |one| Some(one.code))?,
            owner: *self.company.people.get(login)?,
            department: *self.company.departments.get(department)?,
        })
    }

    fn brand(&self, rng: &mut StdRng) -> String {
        let mut brand: String = [self.first.choose(rng), self.second.choose(rng)].into_iter().flatten().collect();
        if rng.random_ratio(1, 5) {
            brand.extend(self.third.choose(rng));
        }
        brand
    }

    /// The company that a customer belongs to: an earlier one of its block that belongs to none.
    fn parent(&self, index: usize, kind: CustomerKind) -> Option<Uuid> {
        let inside = index % BLOCK;
        if kind == CustomerKind::Person || inside < 20 || !inside.is_multiple_of(31) {
            return None;
        }
        let parent = index - 1 - self.rng(index, 4).random_range(0..10);
        let stands_alone = !(parent % BLOCK).is_multiple_of(31) && self.kind(parent) == CustomerKind::Company;
        stands_alone.then(|| self.id(parent))
    }

    fn kind(&self, index: usize) -> CustomerKind {
        if self.rng(index, 5).random_ratio(1, 18) { CustomerKind::Person } else { CustomerKind::Company }
    }

    fn describe(&self, index: usize, place: &Place) -> Option<CustomerFields> {
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

    fn somebody(&self, rng: &mut StdRng) -> Option<(String, Gender)> {
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

fn weighted<'w>(choices: &[(&'w str, u32)], rng: &mut StdRng) -> Option<&'w str> {
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
fn slip(name: &str, rng: &mut StdRng) -> String {
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

#[cfg(test)]
#[path = "customers_tests.rs"]
mod tests;
