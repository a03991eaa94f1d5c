//! What people enter about a customer (specification 02, "Customer").

use chrono::NaiveDate;
use guanxi_domain::values::{
    Addresses, BankAccount, Calendar, CreditCode, CurrencyCode, CustomerKind, EmailAddress, Gender, IdNumber,
    ImportantDates, Money, PhoneNumber, RegionCode, TaxNumber, Website,
};
use uuid::Uuid;

use crate::record::{CustomValues, Derived, Mask, RecordNumber};
use crate::sealed::Sealed;

crate::record_fields! {
    /// A customer's fields.
    pub struct CustomerFields in customer {
        /// 客户编码: given by the organization's numbering unless the caller brings one.
        #[schema(value_type = Option<String>)]
        number: RecordNumber [group("identity").sortable().up_to(40).open()],
        /// The record's key in another system, for upserts.
        external_key: Option<String> [group("system").up_to(100)],
        /// 客户类别: company or person.
        kind: CustomerKind [group("identity").open()],
        /// 客户名称, as registered.
        name: String [group("identity").sorted_by("name_key").up_to(120).open()],
        /// Order of the name for people: pinyin, then the name.
        #[serde(skip)]
        #[schema(ignore)]
        name_key: Derived [internal()],
        /// 简称.
        short_name: Option<String> [group("identity").up_to(60)],
        /// 统一社会信用代码 (GB 32100-2015).
        credit_code: Option<CreditCode> [group("identity")],
        /// 法定代表人.
        legal_representative: Option<String> [group("identity").up_to(60)],
        /// 注册资本, in `currency` or the organization's.
        registered_capital: Option<Money> [group("identity").sortable()],
        /// 成立日期.
        founded_on: Option<NaiveDate> [group("identity").sortable()],
        /// 人员规模.
        employee_band: Option<String> [group("identity").dictionary("employee_band")],
        /// 上级客户.
        parent_id: Option<Uuid> [group("identity").reference("customers")],
        /// 性别, of a person.
        gender: Option<Gender> [group("person")],
        /// 生日, of a person: the day of birth in the Gregorian calendar.
        birthday: Option<NaiveDate> [group("person")],
        /// 公历 or 农历: by which calendar the birthday is kept.
        birthday_calendar: Option<Calendar> [group("person")],
        /// 证件号码, sealed.
        #[schema(value_type = Option<String>)]
        id_number: Option<Sealed<IdNumber>> [group("person").sealed()],
        /// 职业.
        occupation: Option<String> [group("person").dictionary("occupation")],
        /// 收入水平.
        income_band: Option<String> [group("person").dictionary("income_band")],
        /// 电话.
        phone: Option<PhoneNumber> [group("contact")],
        /// 备用电话.
        phone2: Option<PhoneNumber> [group("contact")],
        /// 传真.
        fax: Option<PhoneNumber> [group("contact")],
        /// 邮箱.
        email: Option<EmailAddress> [group("contact").masked(Mask::Email)],
        /// 网址.
        website: Option<Website> [group("contact")],
        /// 微信号.
        wechat: Option<String> [group("contact").up_to(60)],
        /// 地址.
        addresses: Addresses [group("contact")],
        /// 所在地区 (GB/T 2260): that of the primary address.
        region: Option<RegionCode> [group("contact").from("addresses").sortable()],
        /// 客户等级.
        level: Option<String> [group("classification").dictionary("customer_level").sortable()],
        /// 价值等级.
        value_tier: Option<String> [group("classification").dictionary("value_tier")],
        /// 客户类型.
        customer_type: Option<String> [group("classification").dictionary("customer_type")],
        /// 客户性质.
        nature: Option<String> [group("classification").dictionary("customer_nature")],
        /// 所属行业 (GB/T 4754).
        industry: Option<String> [group("classification").dictionary("industry").sortable()],
        /// 客户来源.
        source: Option<String> [group("classification").dictionary("customer_source")],
        /// 客户状态.
        status: Option<String> [group("classification").dictionary("customer_status").sortable()],
        /// 生命周期.
        lifecycle: Option<String> [group("classification").dictionary("lifecycle").sortable()],
        /// 满意度, one to five stars.
        satisfaction: Option<i16> [group("classification").sortable()],
        /// 信用评级, one to five stars.
        credit_stars: Option<i16> [group("classification").sortable()],
        /// 标签.
        tags: Vec<String> [group("classification")],
        /// 销售区域.
        sales_region: Option<String> [group("classification").dictionary("sales_region")],
        /// 城乡.
        area_kind: Option<String> [group("classification").dictionary("area_kind")],
        /// 方位.
        direction: Option<String> [group("classification").dictionary("direction")],
        /// 需求类型.
        demand_type: Option<String> [group("classification").dictionary("demand_type")],
        /// 购买渠道.
        buying_channel: Option<String> [group("classification").dictionary("buying_channel")],
        /// 经营类别.
        business_category: Option<String> [group("classification").dictionary("business_category")],
        /// 开户银行.
        bank: Option<String> [group("finance").up_to(100)],
        /// 银行账号, sealed.
        #[schema(value_type = Option<String>)]
        bank_account: Option<Sealed<BankAccount>> [group("finance").sealed()],
        /// 税号.
        tax_number: Option<TaxNumber> [group("finance")],
        /// 发票抬头.
        invoice_title: Option<String> [group("finance").up_to(120)],
        /// 付款条件.
        payment_terms: Option<String> [group("finance").dictionary("payment_terms")],
        /// 币种.
        currency: Option<CurrencyCode> [group("finance")],
        /// 负责人; without one the record is the department's.
        owner_id: Option<Uuid> [group("ownership").reference("users").open()],
        /// 所属部门: the owner's main department at assignment.
        department_id: Option<Uuid> [group("ownership").reference("departments").computed().open()],
        /// 重要日期.
        important_dates: ImportantDates [group("preferences")],
        /// 备注.
        remark: Option<String> [group("preferences").up_to(4000).lines()],
        /// Values of the administrator's own fields, by code.
        custom: CustomValues [group("custom").open()],
    }
}
