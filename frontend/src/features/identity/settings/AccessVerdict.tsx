import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert } from "antd";
import { Ban, CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { detailOptions, keys, type RecordBase, type Reference, resource } from "@/api/resource";
import type { AccessExplanation, TeamMember } from "@/api/types";
import { Chip } from "@/components/ui/Chip";
import { type Fact, Facts } from "@/components/ui/Facts";
import { Card } from "@/components/ui/Page";
import { type Case, EXPLAINED, type Place, remediesOf, sentencesOf } from "./access";
import css from "./settings.module.css";
import { type UserRecord, users } from "./UserForms";

interface VerdictProps {
  explanation: AccessExplanation;
  /** Id of the person. */
  user: string;
  kind: string;
  /** Id of the record. */
  record: string;
  action: string;
}

/** How far somebody is in a team, alone or with one of their departments: the widest counts. */
function levelOf(team: readonly TeamMember[], user: string, person: UserRecord | undefined) {
  const own = new Set([user, person?.department_id, ...(person?.department_ids ?? [])]);
  const levels = team.filter((each) => own.has(each.principal_id)).map((each) => each.level);
  return levels.includes("write") ? "write" : (levels[0] ?? null);
}

/** Actions that show or change fields, to which field rules apply besides. */
const ABOUT_FIELDS: readonly string[] = ["view", "edit", "export"];

const nameOf = (reference: unknown) => (reference as Reference | null | undefined)?.name ?? null;

/** The answer: whether, why, what would change it, and what it rests on. */
export function AccessVerdict({ explanation, user, kind, record, action }: VerdictProps) {
  const { t } = useTranslation();
  const person = useQuery(detailOptions(users, user)).data;
  const found = useQuery(detailOptions(resource<RecordBase>(kind), record)).data;
  const team = useQuery({
    queryKey: [...keys.detail(kind, record), "team"],
    queryFn: async ({ signal }) => {
      const params = { path: { id: record } };
      return (await unwrap(api.GET("/api/v1/customers/{id}/team", { params, signal }))).items;
    },
  }).data;
  const about: Case = {
    explanation,
    action,
    owner: nameOf(found?.owner),
    department: nameOf(found?.department),
    level: levelOf(team ?? [], user, person),
  };
  const words = {
    person: explanation.user?.name ?? person?.display_name ?? "",
    record: String(found?.name ?? ""),
    owner: about.owner ?? "",
    department: about.department ?? "",
    verb: t(`identity.access.verb.${action}`),
    action: t(`identity.action.${action}`),
    one: t(`identity.access.one.${kind}`),
    many: t(`identity.access.many.${kind}`),
    level: about.level ? t(`identity.access.level.${about.level}`) : "",
  };
  const reach = explanation.scope ? t(`identity.access.reach.${explanation.scope}`, words) : "";
  const told = { ...words, reach };
  const Icon = explanation.allowed ? CircleCheck : Ban;
  const remedies = explanation.allowed ? [] : remediesOf(about);
  return (
    <section className={css.gap} aria-live="polite">
      <Card>
        <div className={css.verdict} data-allowed={explanation.allowed}>
          <Icon size={22} strokeWidth={1.75} aria-hidden="true" />
          <div>
            <h2>{t(`identity.access.${explanation.allowed ? "may" : "mayNot"}`, told)}</h2>
            {sentencesOf(about).map((key) => (
              <p key={key}>{t(`identity.access.${key}`, { ...told, defaultValue: explanation.message })}</p>
            ))}
            {explanation.allowed && ABOUT_FIELDS.includes(action) ? (
              <small>{t("identity.access.fieldNote")}</small>
            ) : null}
          </div>
        </div>
        {person && person.status !== "active" ? (
          <Alert
            className={css.notice ?? ""}
            type="warning"
            showIcon
            title={t("identity.access.inactive", { ...told, status: t(`identity.status.${person.status}`) })}
          />
        ) : null}
      </Card>
      {remedies.length > 0 ? (
        <Card title={t("identity.access.fixTitle")}>
          <ul className={css.remedies}>
            {remedies.map(({ key, place }) => (
              <li key={key}>
                <Link to={addressOf(place, kind, record)}>{t(`identity.access.fix.${key}`, told)}</Link>
                <small>{t(`identity.access.fixHint.${key}`, told)}</small>
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
      <Card title={t("identity.access.basis")}>
        <Basis about={about} kind={kind} record={record} name={words.record} person={person} />
      </Card>
    </section>
  );
}

function addressOf(place: Place, kind: string, record: string): string {
  const at = EXPLAINED[kind];
  if (place === "record") return `${at?.path}/${record}`;
  return place === "bin" ? (at?.bin ?? "/") : `/settings/${place}`;
}

interface BasisProps {
  about: Case;
  kind: string;
  record: string;
  name: string;
  person: UserRecord | undefined;
}

/** What the decision rests on: roles, record, team. */
function Basis({ about, kind, record, name, person }: BasisProps) {
  const { t } = useTranslation();
  const { roles } = about.explanation;
  const departments = [person?.department, ...(person?.departments ?? [])].flatMap((each) => each ?? []);
  const facts: Fact[] = [
    {
      label: t("identity.access.granting"),
      value:
        roles.length > 0 ? (
          <span className={css.grants}>
            {roles.map(({ role, scope }) => (
              <span key={role?.id ?? scope}>
                {role?.name} <Chip>{t(`identity.scope.${scope}`)}</Chip>
              </span>
            ))}
          </span>
        ) : (
          t("identity.access.noRole")
        ),
      hint: roles.length > 1 ? t("identity.access.widest") : undefined,
    },
    ...(person
      ? [
          {
            label: t("identity.access.departments"),
            value:
              departments.map((each) => each.name).join(t("common.listComma")) ||
              t("identity.access.noDepartment"),
          },
        ]
      : []),
    {
      label: t(`identity.access.record.${kind}`),
      value: <Link to={addressOf("record", kind, record)}>{name}</Link>,
      hint: [
        about.owner ? t("identity.access.ownedBy", { name: about.owner }) : t("identity.access.nobodyOwns"),
        about.department ? t("identity.access.belongsTo", { name: about.department }) : "",
      ]
        .filter(Boolean)
        .join(" · "),
    },
    {
      label: t("identity.access.team"),
      value: t(`identity.access.level.${about.level ?? "none"}`),
    },
  ];
  return <Facts items={facts} />;
}
