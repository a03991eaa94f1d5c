//! Demo contacts: one to three people at each company, the first of whom decides. Like the customers, each is a function
//! of the seed and its place alone.

use chrono::{NaiveDate, TimeDelta};
use guanxi_domain::search::{name_key, pinyin};
use guanxi_domain::values::{Addresses, Calendar, CustomerKind, EmailAddress, ImportantDates, PhoneNumber};
use guanxi_persistence::contacts::ContactFields;
use guanxi_persistence::customers::CustomerFields;
use guanxi_persistence::record::load::Loaded;
use guanxi_persistence::record::{CustomValues, Derived, RecordNumber};
use rand::RngExt as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use uuid::Uuid;

use super::customers::Maker;
use super::customers::portrait::weighted;
use super::words::{INTERESTS, MOBILE, POSTS};

/// How many of the first [`POSTS`] decide.
const DECIDING: usize = 4;

impl Maker<'_> {
    /// The people of these customers, of whom the first stands at `first`. `None` where a word list is broken, which a
    /// test rules out.
    pub fn people(&self, first: usize, customers: &[Loaded<CustomerFields>]) -> Option<Vec<Loaded<ContactFields>>> {
        let mut people = Vec::with_capacity(customers.len() * 2);
        for (index, customer) in (first..).zip(customers) {
            if customer.fields.kind == CustomerKind::Company {
                self.staff(index, customer, &mut people)?;
            }
        }
        Some(people)
    }

    fn staff(
        &self,
        index: usize,
        customer: &Loaded<CustomerFields>,
        people: &mut Vec<Loaded<ContactFields>>,
    ) -> Option<()> {
        let mut rng = self.rng(index, 7);
        let count = match weighted(&[("one", 50), ("two", 35), ("three", 15)], &mut rng)? {
            "one" => 1,
            "two" => 2,
            _ => 3,
        };
        let mut superior = None;
        let mut posts: Vec<usize> = vec![rng.random_range(0..DECIDING)];
        while posts.len() < count {
            let post = rng.random_range(DECIDING..POSTS.len());
            if !posts.contains(&post) {
                posts.push(post);
            }
        }
        for (place, post) in posts.into_iter().enumerate() {
            let created_at = customer.created_at + TimeDelta::minutes(i64::try_from(place).ok()? * 3 + 2);
            let millis = u64::try_from(created_at.timestamp_millis()).ok()?;
            let id = uuid::Builder::from_unix_timestamp_millis(millis, &rng.random()).into_uuid();
            let fields = self.contact(customer, place, post, superior, &mut rng)?;
            people.push(Loaded { id, created_at, created_by: customer.created_by, fields });
            superior.get_or_insert(id);
        }
        Some(())
    }

    fn contact(
        &self,
        customer: &Loaded<CustomerFields>,
        place: usize,
        post: usize,
        superior: Option<Uuid>,
        rng: &mut StdRng,
    ) -> Option<ContactFields> {
        let (name, gender) = self.somebody(rng)?;
        let (department, title, role) = POSTS.get(post)?;
        let text = |text: &str| Some(text.to_owned());
        let mobile = format!("{}{:08}", MOBILE.choose(rng)?, rng.random_range(0..100_000_000));
        let latin = pinyin(&name).replace(' ', "");
        let domain =
            customer.fields.email.as_ref().and_then(|email| email.as_str().split_once('@')).map(|parts| parts.1);
        let born =
            NaiveDate::from_ymd_opt(rng.random_range(1962..=1998), rng.random_range(1..=12), rng.random_range(1..=28));
        let birthday = born.filter(|_| rng.random_ratio(1, 2));
        let attitudes = [("supporter", 18), ("favourable", 30), ("neutral", 38), ("sceptical", 11), ("opponent", 3)];
        let closeness = [("close", 15), ("familiar", 35), ("acquainted", 40), ("not_met", 10)];
        Some(ContactFields {
            // Its own series beside the customer's number: never one that the numbering will give.
            number: RecordNumber::new(format!("P{}-{}", &customer.fields.number.as_str()[1..], place + 1)),
            external_key: None,
            name_key: Derived(name_key(&name)),
            nickname: None,
            gender: Some(gender),
            birthday,
            birthday_calendar: birthday.map(|_| if rng.random_ratio(1, 5) { Calendar::Lunar } else { Calendar::Solar }),
            customer_id: Some(customer.id),
            is_primary: place == 0,
            job_department: text(department),
            job_title: text(title),
            decision_role: text(role),
            attitude: text(weighted(&attitudes, rng)?),
            closeness: text(weighted(&closeness, rng)?),
            reports_to_id: superior,
            mobile: PhoneNumber::parse(&mobile).ok(),
            office_phone: customer.fields.phone2.clone().filter(|_| rng.random_ratio(1, 2)),
            home_phone: None,
            email: domain.and_then(|domain| EmailAddress::parse(&format!("{latin}@{domain}")).ok()),
            wechat: rng.random_ratio(2, 3).then(|| format!("{latin}{}", rng.random_range(10..999))),
            qq: None,
            addresses: Addresses(Vec::new()),
            tags: Vec::new(),
            interests: if rng.random_ratio(1, 3) { INTERESTS.choose(rng).map(|one| (*one).to_owned()) } else { None },
            important_dates: ImportantDates(Vec::new()),
            remark: None,
            owner_id: customer.fields.owner_id,
            department_id: customer.fields.department_id,
            custom: CustomValues::default(),
            name,
        })
    }
}
