//! What people enter about a contact (specification 03, "Contact").

use chrono::NaiveDate;
use guanxi_domain::values::{Addresses, Calendar, EmailAddress, Gender, ImportantDates, PhoneNumber};
use uuid::Uuid;

use crate::record::{CustomValues, Derived, Mask, RecordNumber};

crate::record_fields! {
    /// A contact's fields.
    pub struct ContactFields in contact {
        /// 联系人编码: given by the organization's numbering unless the caller brings one.
        #[schema(value_type = Option<String>)]
        number: RecordNumber [group("identity").sortable().up_to(40).open()],
        /// The record's key in another system, for upserts.
        external_key: Option<String> [group("system").up_to(100)],
        /// 姓名.
        name: String [group("identity").sorted_by("name_key").up_to(60).open()],
        /// Order of the name for people: pinyin, then the name.
        #[serde(skip)]
        #[schema(ignore)]
        name_key: Derived [internal()],
        /// 昵称, or how one addresses them: 王总, 李姐.
        nickname: Option<String> [group("identity").up_to(60)],
        /// 性别.
        gender: Option<Gender> [group("identity")],
        /// 生日: the day of birth in the Gregorian calendar.
        birthday: Option<NaiveDate> [group("identity")],
        /// 公历 or 农历: by which calendar the birthday is kept.
        birthday_calendar: Option<Calendar> [group("identity")],
        /// 所属客户: where the person works now.
        customer_id: Option<Uuid> [group("job").reference("customers")],
        /// 首要联系人 of the customer; making somebody it takes it from whoever was.
        is_primary: bool [group("job")],
        /// 任职部门, the customer's.
        job_department: Option<String> [group("job").up_to(60)],
        /// 职务.
        job_title: Option<String> [group("job").up_to(60)],
        /// 决策角色.
        decision_role: Option<String> [group("job").dictionary("decision_role").sortable()],
        /// 态度 towards us.
        attitude: Option<String> [group("job").dictionary("attitude").sortable()],
        /// 亲密程度.
        closeness: Option<String> [group("job").dictionary("closeness").sortable()],
        /// 上级: somebody of the same customer.
        reports_to_id: Option<Uuid> [group("job").reference("contacts")],
        /// 手机.
        mobile: Option<PhoneNumber> [group("contact")],
        /// 办公电话.
        office_phone: Option<PhoneNumber> [group("contact")],
        /// 家庭电话.
        home_phone: Option<PhoneNumber> [group("contact")],
        /// 邮箱.
        email: Option<EmailAddress> [group("contact").masked(Mask::Email)],
        /// 微信号.
        wechat: Option<String> [group("contact").up_to(60)],
        /// QQ.
        qq: Option<String> [group("contact").up_to(20)],
        /// 地址.
        addresses: Addresses [group("contact")],
        /// 标签.
        tags: Vec<String> [group("preferences")],
        /// 兴趣爱好.
        interests: Option<String> [group("preferences").up_to(500).lines()],
        /// 重要日期.
        important_dates: ImportantDates [group("preferences")],
        /// 备注.
        remark: Option<String> [group("preferences").up_to(4000).lines()],
        /// 负责人: the customer's unless it is said otherwise; without one the record is the department's.
        owner_id: Option<Uuid> [group("ownership").reference("users").open()],
        /// 所属部门: the owner's main department at assignment.
        department_id: Option<Uuid> [group("ownership").reference("departments").computed().open()],
        /// Values of the administrator's own fields, by code.
        custom: CustomValues [group("custom").open()],
    }
}
