import type { RecordBase } from "@/api/resource";
import { resource } from "@/api/resource";
import type { EntityDescription } from "@/components/fields/types";

/** A customer: a company or a person. Its fields are described by the server. */
export interface Customer extends RecordBase {
  number?: string;
  kind?: "company" | "person";
  name?: string;
  owner_id?: string | null;
}

export const customers = resource<Customer>("customers");

/** Fields that only a person has (spec 02, "Identity"). */
const PERSON_ONLY = new Set([
  "gender",
  "birthday",
  "birthday_calendar",
  "id_number",
  "occupation",
  "income_band",
]);
/** Fields that only a company has. */
const COMPANY_ONLY = new Set([
  "credit_code",
  "legal_representative",
  "registered_capital",
  "founded_on",
  "employee_band",
]);

/** How customers look in lists, forms and on their page. */
export const customerEntity: EntityDescription = {
  resource: "customers",
  texts: "customers",
  path: "/customers",
  titleField: "name",
  widgets: {
    registered_capital: "money",
    phone: "phone",
    phone2: "phone",
    fax: "phone",
    email: "email",
    website: "url",
    satisfaction: "stars",
    credit_stars: "stars",
    addresses: "addresses",
    important_dates: "importantDates",
    remark: "multiline",
    tags: "tags",
    region: "region",
    currency: "currency",
    id: "none",
    deleted_at: "none",
    birthday_calendar: "choice",
  },
  columns: [
    { name: "name" },
    { name: "level", width: 150 },
    { name: "lifecycle", width: 126 },
    { name: "owner_id", width: 126 },
    { name: "phone", width: 130 },
    { name: "industry", width: 140 },
    { name: "last_contacted_at" },
    { name: "next_contact_at" },
    { name: "tags", width: 162 },
    { name: "created_at", width: 112 },
  ],
  automatic: ["number"],
  defaultSort: "-created_at",
  groups: [
    "identity",
    "person",
    "contact",
    "classification",
    "ownership",
    "finance",
    "preferences",
    "custom",
    "system",
  ],
  quick: ["kind", "name", "phone", "email", "level", "source", "industry", "owner_id", "remark"],
  applies: (field, record) => {
    if (record.kind === "person") return !COMPANY_ONLY.has(field);
    if (record.kind === "company") return !PERSON_ONLY.has(field);
    return true;
  },
};
