//! Demo customers. Each is a function of the seed and its place alone, so that any thread can make any of them and the
//! same seed makes the same company.

pub(super) mod portrait;

use std::collections::HashMap;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, TimeDelta, Utc, Weekday};
use guanxi_domain::values::{CustomerKind, Region, RegionCode};
use guanxi_persistence::customers::CustomerFields;
use guanxi_persistence::identity::demo::DemoCompany;
use guanxi_persistence::record::load::Loaded;
use guanxi_persistence::record::{Derived, RecordNumber};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use uuid::Uuid;

use self::portrait::slip;
use super::company::REGIONS;
use super::words::{CITIES, City, FIRST, MEN, SECOND, SURNAMES, THIRD, WOMEN};

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
    pub fn make(&self, index: usize) -> Option<Loaded<CustomerFields>> {
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

    pub(super) fn rng(&self, index: usize, purpose: u64) -> StdRng {
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
}

#[cfg(test)]
mod tests;
