import { Link } from "@tanstack/react-router";
import { Star } from "lucide-react";
import { useTranslation } from "react-i18next";
import { isBlank } from "@/api/merge-patch";
import { FieldDisplay } from "@/components/fields/Field";
import { type Field, fieldValue } from "@/components/fields/types";
import { Chip } from "@/components/ui/Chip";
import type { CustomerPerson } from "./api";
import css from "./contacts.module.css";
import type { Contact } from "./fields";

/** What somebody is at this customer: the further post of those whose main one is elsewhere. */
export function postOf({ contact, position }: CustomerPerson): string {
  const { job_title, job_department } = position ?? contact;
  return [job_department, job_title].filter(Boolean).join(" · ");
}

/** One of a customer's people: the name, whether to call them first, and what they are there. */
export function PersonName({ person }: { person: CustomerPerson }) {
  const { t } = useTranslation();
  const { contact, position } = person;
  const post = postOf(person);
  return (
    <span className={css.name}>
      <Link to="/contacts/$id" params={{ id: contact.id }}>
        {contact.name}
      </Link>
      {contact.is_primary && !position ? (
        <Star
          size={14}
          className={css.star}
          role="img"
          aria-label={t("contacts.people.primary")}
          aria-hidden={false}
        />
      ) : null}
      {position ? <Chip>{t("contacts.people.further")}</Chip> : null}
      {post ? <small>{post}</small> : null}
    </span>
  );
}

/** What somebody decides, and what they think of us. */
export function PersonChips({ contact, fields }: { contact: Contact; fields: readonly Field[] }) {
  const shown = ["decision_role", "attitude"]
    .flatMap((path) => fields.filter((field) => field.path === path))
    .filter((field) => !isBlank(fieldValue(contact, field)));
  if (shown.length === 0) return null;
  return (
    <span className={css.chips}>
      {shown.map((field) => (
        <FieldDisplay key={field.path} field={field} value={fieldValue(contact, field)} record={contact} />
      ))}
    </span>
  );
}
