//! Postal addresses and places of visit.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::country_code::CountryCode;
use super::field::{FieldKind, FieldValue, Invalid, Pointer};
use super::json_list::json_list;
use super::object::ObjectReader;
use super::postal_code::PostalCode;
use super::region::RegionCode;
use super::short_code::ShortCode;
use crate::filter::Cell;

/// Half of the earth's circumference in kilometres, rounded up: nothing is farther away.
const FARTHEST_KM: u32 = 20_040;

/// An address of a customer. Something must tell where it is: a region, a street or coordinates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"kind": "office", "country": "CN", "region": "440305", "street": "科技园科苑路15号",
    "postal_code": "518057", "latitude": "22.5405", "longitude": "113.9345", "distance_km": "12.5",
    "visit_hours_note": "周一上午例会，不宜拜访", "primary": true}))]
pub struct Address {
    /// What it is for: a code of the dictionary `address_type`.
    pub kind: ShortCode,
    /// Country or territory; `CN` by default.
    #[serde(default)]
    pub country: CountryCode,
    /// Province, prefecture or county, for addresses in mainland China, Hong Kong, Macao and Taiwan.
    pub region: Option<RegionCode>,
    /// Street, number, building, room; elsewhere than in China the whole address. At most 200 characters.
    #[schema(max_length = 200)]
    pub street: Option<String>,
    /// Postal code; six digits in mainland China.
    pub postal_code: Option<PostalCode>,
    /// Degrees north, −90 to 90 (WGS 84), rounded to seven decimals (a centimetre). Comes with the longitude.
    #[schema(value_type = Option<String>, format = "decimal")]
    pub latitude: Option<Decimal>,
    /// Degrees east, −180 to 180 (WGS 84), rounded to seven decimals. Comes with the latitude.
    #[schema(value_type = Option<String>, format = "decimal")]
    pub longitude: Option<Decimal>,
    /// Distance from us in kilometres, rounded to metres.
    #[schema(value_type = Option<String>, format = "decimal")]
    pub distance_km: Option<Decimal>,
    /// 不宜拜访时间: hours that do not suit a visit, in words. At most 200 characters.
    #[schema(max_length = 200)]
    pub visit_hours_note: Option<String>,
    /// The one to write to and to visit when nothing else is said.
    #[serde(default)]
    pub primary: bool,
}

impl Address {
    /// The address on one line, largest part first as Chinese addresses go: `广东省深圳市南山区科技园科苑路15号`.
    pub fn one_line(&self) -> String {
        let region = self.region.and_then(RegionCode::region).map(|region| region.full_name()).unwrap_or_default();
        match &self.street {
            // People often type the region into the street as well.
            Some(street) if street.starts_with(&region) => street.clone(),
            Some(street) => region + street,
            None => region,
        }
    }
}

impl FieldValue for Address {
    const KIND: FieldKind = FieldKind::Object;

    fn cell(&self) -> Cell<'_> {
        Cell::Object
    }

    fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        let mut object = ObjectReader::new(json, at)?;
        let kind = object.field("kind");
        let country = object.field_or_default::<CountryCode>("country");
        let region = object.field::<Option<RegionCode>>("region");
        let street = object.text("street", 200);
        let postal_code = object.field::<Option<PostalCode>>("postal_code");
        let latitude = number(&mut object, "latitude", (-90).into(), 90.into(), 7);
        let longitude = number(&mut object, "longitude", (-180).into(), 180.into(), 7);
        let distance_km = number(&mut object, "distance_km", 0.into(), FARTHEST_KM.into(), 3);
        let visit_hours_note = object.text("visit_hours_note", 200);
        let primary = object.field_or_default("primary");

        let mut fits = Some(());
        if let (Some(country), Some(Some(region))) = (&country, &region)
            && !is_in(*region, country)
        {
            fits = object.refuse("region", Invalid::new("region_outside_country"));
        }
        if let (Some(country), Some(Some(code))) = (&country, &postal_code)
            && !code.is_of(country)
        {
            fits = object.refuse("postal_code", Invalid::new("invalid_postal_code"));
        }
        match (&latitude, &longitude) {
            (Some(Some(_)), Some(None)) => fits = object.refuse("longitude", Invalid::new("required")),
            (Some(None), Some(Some(_))) => fits = object.refuse("latitude", Invalid::new("required")),
            (Some(None), Some(None)) if region == Some(None) && street == Some(None) => {
                fits = object.refuse("street", Invalid::new("required"));
            }
            _ => {}
        }
        object.finish()?;
        fits?;
        Some(Self {
            kind: kind?,
            country: country?,
            region: region?,
            street: street?,
            postal_code: postal_code?,
            latitude: latitude?,
            longitude: longitude?,
            distance_km: distance_km?,
            visit_hours_note: visit_hours_note?,
            primary: primary?,
        })
    }
}

/// Reads a number within limits and rounds it: positioning devices report more decimals than they know.
fn number(
    object: &mut ObjectReader<'_>,
    name: &'static str,
    min: Decimal,
    max: Decimal,
    decimals: u32,
) -> Option<Option<Decimal>> {
    match object.field::<Option<Decimal>>(name)? {
        Some(number) if number < min || number > max => {
            object.refuse(name, Invalid::new("out_of_range").with("min", min).with("max", max))
        }
        number => Some(number.map(|number| number.round_dp(decimals).normalize())),
    }
}

/// Whether the country has the region. GB/T 2260 knows all of China, ISO 3166 gives Hong Kong, Macao and Taiwan codes of
/// their own: both ways of writing are right.
fn is_in(region: RegionCode, country: &CountryCode) -> bool {
    match country.as_str() {
        "CN" => true,
        "HK" => region.as_str().starts_with("81"),
        "MO" => region.as_str().starts_with("82"),
        "TW" => region.as_str().starts_with("71"),
        _ => false,
    }
}

json_list! {
    /// The addresses of one record, at most 20, at most one of them primary.
    pub struct Addresses of Address { check: one_primary }
}

/// A second primary address is refused at its place.
fn one_primary(addresses: &[Address], at: &mut Pointer) -> Option<()> {
    match addresses.iter().enumerate().filter(|(_, address)| address.primary).nth(1) {
        Some((index, _)) => {
            at.within(index, |at| at.within("primary", |at| at.refuse(Invalid::new("several_primary"))))
        }
        None => Some(()),
    }
}

impl Addresses {
    /// The primary address, or else the first.
    pub fn primary(&self) -> Option<&Address> {
        self.0.iter().find(|address| address.primary).or(self.0.first())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(json: &Value) -> Result<Addresses, Vec<(String, &'static str)>> {
        let mut at = Pointer::default();
        let read = Addresses::read(json, &mut at);
        let errors: Vec<_> = at.into_errors().into_iter().map(|error| (error.pointer, error.invalid.code)).collect();
        assert_eq!(read.is_none(), !errors.is_empty());
        read.ok_or(errors)
    }

    #[test]
    fn the_whole_form() {
        let whole = json!([{
            "kind": "office", "country": "CN", "region": "440305", "street": "科技园科苑路15号", "postal_code": "518057",
            "latitude": "22.5405123", "longitude": "113.9345", "distance_km": "12.5",
            "visit_hours_note": "周一上午例会", "primary": true,
        }]);
        let addresses = read(&whole).unwrap();
        assert_eq!(serde_json::to_value(&addresses).unwrap(), whole);
        assert_eq!(serde_json::from_value::<Addresses>(whole).unwrap(), addresses);
        assert_eq!(addresses.primary().unwrap().one_line(), "广东省深圳市南山区科技园科苑路15号");
    }

    #[test]
    fn defaults_and_rounding() {
        let addresses = read(&json!([
            {"kind": "office", "region": "440305", "latitude": 22.540512345678, "longitude": -0.0, "street": ""},
            {"kind": "home", "street": "广东省深圳市南山区科苑路", "region": "440305"},
        ]))
        .unwrap();
        let [first, second] = addresses.0.as_slice() else { panic!("two addresses") };
        assert_eq!((first.country.as_str(), first.primary, &first.street), ("CN", false, &None));
        assert_eq!(first.latitude, "22.5405123".parse().ok());
        assert_eq!(second.one_line(), "广东省深圳市南山区科苑路");
        assert_eq!(addresses.primary(), Some(first));
        assert_eq!(read(&Value::Null), Ok(Addresses::default()));
    }

    #[test]
    fn every_refusal_has_its_place() {
        let errors = read(&json!([
            {"kind": "Office", "country": "XX", "region": "999999", "street": "长".repeat(201), "postal_code": "1"},
            {"kind": "office", "country": "US", "region": "440305", "latitude": 91, "longitude": "-180.1", "distance_km": -1},
            {"kind": "office", "street": "a", "latitude": "22", "postal_code": "SW1A 1AA", "city": "深圳"},
            {"kind": "office"},
            {"kind": "office", "country": "HK", "region": "440305", "primary": 1},
            7,
        ]))
        .unwrap_err();
        let expected = [
            ("/0/kind", "invalid_short_code"),
            ("/0/country", "invalid_country"),
            ("/0/region", "unknown_region"),
            ("/0/street", "too_long"),
            ("/0/postal_code", "invalid_postal_code"),
            ("/1/latitude", "out_of_range"),
            ("/1/longitude", "out_of_range"),
            ("/1/distance_km", "out_of_range"),
            ("/1/region", "region_outside_country"),
            ("/2/postal_code", "invalid_postal_code"),
            ("/2/longitude", "required"),
            ("/2/city", "unknown_field"),
            ("/3/street", "required"),
            ("/4/primary", "expected_boolean"),
            ("/4/region", "region_outside_country"),
            ("/5", "expected_object"),
        ];
        assert_eq!(errors, expected.map(|(pointer, code)| (pointer.to_owned(), code)));
    }

    #[test]
    fn limits_of_the_list() {
        let address = json!({"kind": "office", "street": "a", "primary": true});
        assert_eq!(read(&json!([address, address])), Err(vec![("/1/primary".to_owned(), "several_primary")]));
        assert_eq!(read(&json!(vec![address; 21])), Err(vec![(String::new(), "too_many")]));
    }

    #[test]
    fn hong_kong_both_ways() {
        for country in ["CN", "HK"] {
            assert!(read(&json!([{"kind": "office", "country": country, "region": "810001"}])).is_ok());
        }
    }
}
