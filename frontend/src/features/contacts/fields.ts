import { type RecordBase, type Reference, resource } from "@/api/resource";
import type { EntityDescription } from "@/components/fields/types";

/** A person at a customer, or one known from elsewhere. Its fields are described by the server. */
export interface Contact extends RecordBase {
  number?: string;
  name?: string;
  customer_id?: string | null;
  /** The customer beside its id. */
  customer?: Reference | null;
  is_primary?: boolean;
  job_department?: string | null;
  job_title?: string | null;
  attitude?: string | null;
  reports_to_id?: string | null;
  reports_to?: Reference | null;
  mobile?: string | null;
  office_phone?: string | null;
  email?: string | null;
  owner_id?: string | null;
}

export const contacts = resource<Contact>("contacts");

/** The filter that finds the people who have their main post at a customer. */
export const atCustomer = (id: string) => `customer_id == ${JSON.stringify(id)}`;

/** The filter that finds whoever reports to somebody. */
export const below = (id: string) => `reports_to_id == ${JSON.stringify(id)}`;

/** How contacts look in lists, forms and on their page. */
export const contactEntity: EntityDescription = {
  resource: "contacts",
  texts: "contacts",
  path: "/contacts",
  titleField: "name",
  widgets: {
    mobile: "phone",
    office_phone: "phone",
    home_phone: "phone",
    email: "email",
    addresses: "addresses",
    important_dates: "importantDates",
    interests: "multiline",
    remark: "multiline",
    tags: "tags",
    is_primary: "flag",
    birthday_calendar: "choice",
    id: "none",
    deleted_at: "none",
  },
  columns: [
    { name: "name", width: 170 },
    { name: "customer_id", width: 230 },
    { name: "job_title", width: 130 },
    { name: "decision_role", width: 116 },
    { name: "attitude", width: 116 },
    { name: "mobile", width: 130 },
    { name: "owner_id", width: 126 },
    { name: "tags", width: 162 },
    { name: "created_at", width: 112 },
  ],
  automatic: ["number", "owner_id", "is_primary"],
  defaultSort: "-created_at",
  groups: ["identity", "job", "contact", "preferences", "ownership", "custom", "system"],
  quick: [
    "name",
    "customer_id",
    "job_title",
    "job_department",
    "mobile",
    "wechat",
    "email",
    "office_phone",
    "decision_role",
    "attitude",
    "reports_to_id",
    "is_primary",
    "remark",
  ],
  narrow: {
    // A superior is somebody of the same customer.
    reports_to_id: ({ customer_id }) =>
      typeof customer_id === "string" ? atCustomer(customer_id) : undefined,
  },
  // Nobody is the first contact of nobody.
  applies: (field, { customer_id }) => field !== "is_primary" || Boolean(customer_id),
};
