//! Writes the fields of a record straight into the answer, leaving out and masking on the way: a page of fifty records
//! costs no intermediate tree.

use std::fmt::Display;

use guanxi_persistence::record::{RecordFields, Visible};
use serde::Serialize;
use serde::ser::{Error as _, Impossible, SerializeMap, SerializeStruct, Serializer};

/// Takes the place of a serializer for a struct of fields; its entries go into the map around it.
pub(super) struct FieldSink<'a, M, F> {
    map: &'a mut M,
    visible: &'a Visible,
    custom: &'a serde_json::Value,
    fields: std::marker::PhantomData<F>,
}

impl<'a, M: SerializeMap, F: RecordFields> FieldSink<'a, M, F> {
    /// Writes the fields into `map`, with `custom` in the place of the stored custom values.
    pub(super) fn write(
        map: &'a mut M,
        visible: &'a Visible,
        custom: &'a serde_json::Value,
        fields: &F,
    ) -> Result<(), M::Error> {
        fields.serialize(Self { map, visible, custom, fields: std::marker::PhantomData })
    }
}

impl<M: SerializeMap, F: RecordFields> SerializeStruct for FieldSink<'_, M, F> {
    type Ok = ();
    type Error = M::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), M::Error> {
        if name == "custom" {
            return self.map.serialize_entry(name, self.custom);
        }
        if !self.visible.restricts(name) {
            return self.map.serialize_entry(name, value);
        }
        let spec = F::spec(name);
        let value = serde_json::to_value(value).map_err(M::Error::custom)?;
        match self.visible.value(spec, name, value) {
            Some(shown) => self.map.serialize_entry(name, &shown),
            None => Ok(()),
        }
    }

    fn end(self) -> Result<(), M::Error> {
        Ok(())
    }
}

macro_rules! only_structs {
    ($($method:ident($($type:ty)?)),* $(,)?) => {$(
        fn $method(self $(, _: $type)?) -> Result<(), M::Error> {
            Err(M::Error::custom("fields are a struct"))
        }
    )*};
}

impl<M: SerializeMap, F: RecordFields> Serializer for FieldSink<'_, M, F> {
    type Ok = ();
    type Error = M::Error;
    type SerializeSeq = Impossible<(), M::Error>;
    type SerializeTuple = Impossible<(), M::Error>;
    type SerializeTupleStruct = Impossible<(), M::Error>;
    type SerializeTupleVariant = Impossible<(), M::Error>;
    type SerializeMap = Impossible<(), M::Error>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), M::Error>;

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, M::Error> {
        Ok(self)
    }

    only_structs!(
        serialize_bool(bool),
        serialize_i8(i8),
        serialize_i16(i16),
        serialize_i32(i32),
        serialize_i64(i64),
        serialize_u8(u8),
        serialize_u16(u16),
        serialize_u32(u32),
        serialize_u64(u64),
        serialize_f32(f32),
        serialize_f64(f64),
        serialize_char(char),
        serialize_str(&str),
        serialize_bytes(&[u8]),
        serialize_none(),
        serialize_unit(),
        serialize_unit_struct(&'static str),
    );

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), M::Error> {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), M::Error> {
        self.serialize_unit()
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), M::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), M::Error> {
        self.serialize_unit()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, M::Error> {
        Err(M::Error::custom("fields are a struct"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, M::Error> {
        Err(M::Error::custom("fields are a struct"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, M::Error> {
        Err(M::Error::custom("fields are a struct"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, M::Error> {
        Err(M::Error::custom("fields are a struct"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, M::Error> {
        Err(M::Error::custom("fields are a struct"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, M::Error> {
        Err(M::Error::custom("fields are a struct"))
    }

    fn collect_str<T: Display + ?Sized>(self, _: &T) -> Result<(), M::Error> {
        self.serialize_unit()
    }
}
