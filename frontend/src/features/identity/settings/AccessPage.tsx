import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Select } from "antd";
import { UserSearch } from "lucide-react";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { permissionMatrixOptions } from "@/api/reference-data";
import { detailOptions, keys, type RecordBase, resource } from "@/api/resource";
import type { AccessExplanation, Grant } from "@/api/types";
import { ReferenceSelect } from "@/components/fields/widgets/reference";
import { Card, Page } from "@/components/ui/Page";
import { Bone, EmptyState, ErrorState } from "@/components/ui/states";
import { AccessVerdict } from "./AccessVerdict";
import { type AccessSearch, EXPLAINED, WITHOUT_RECORD } from "./access";
import css from "./settings.module.css";
import { users } from "./UserForms";

const KINDS = Object.keys(EXPLAINED);

/** Why a person may or may not do something with a record, in words. */
export function AccessPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as AccessSearch;
  const kind = KINDS.includes(search.resource ?? "") ? (search.resource as string) : (KINDS[0] ?? "");
  const action = search.action ?? "view";
  const choices = useQuery(permissionMatrixOptions);
  const person = useQuery({ ...detailOptions(users, search.user ?? ""), enabled: Boolean(search.user) });
  const record = useQuery({
    ...detailOptions(resource<RecordBase>(kind), search.record ?? ""),
    enabled: Boolean(search.record),
  });
  const ask = (change: AccessSearch) =>
    void navigate({
      to: ".",
      search: (before: Record<string, unknown>) => ({ ...before, ...change }),
      replace: true,
    });
  const one = (next: string | string[] | null) => (typeof next === "string" ? next : undefined);
  const actions = choices.data?.resources.find((line) => line.resource === kind)?.actions ?? [];
  return (
    <Page title={t("identity.access.title")} hint={t("identity.access.hint")}>
      <Card>
        <div className={css.question}>
          <Part label={t("identity.access.person")}>
            {(id) => (
              <ReferenceSelect
                id={id}
                kind="users"
                value={search.user}
                onChange={(next) => ask({ user: one(next) })}
                initial={person.data ? { id: person.data.id, name: person.data.display_name } : undefined}
              />
            )}
          </Part>
          <Part label={t("identity.access.kind")}>
            {(id) => (
              <Select
                id={id}
                value={kind}
                onChange={(next) => ask({ resource: next, record: undefined })}
                options={KINDS.map((each) => ({ value: each, label: t(`identity.resource.${each}`) }))}
              />
            )}
          </Part>
          <Part label={t("identity.access.recordLabel")}>
            {(id) => (
              <ReferenceSelect
                id={id}
                kind={kind}
                value={search.record}
                onChange={(next) => ask({ record: one(next) })}
                initial={record.data ? { id: record.data.id, name: String(record.data.name) } : undefined}
              />
            )}
          </Part>
          <Part label={t("identity.access.action")}>
            {(id) => (
              <Select
                id={id}
                value={action}
                onChange={(next) => ask({ action: next })}
                options={actions
                  .filter((each) => !WITHOUT_RECORD.includes(each))
                  .map((each) => ({ value: each as string, label: t(`identity.action.${each}`) }))}
              />
            )}
          </Part>
        </div>
      </Card>
      {search.user && search.record ? (
        <Answer user={search.user} kind={kind} record={search.record} action={action} />
      ) : (
        <EmptyState icon={UserSearch} text={t("identity.access.choose")} />
      )}
    </Page>
  );
}

/** A part of the question with its name. */
function Part({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
}

interface AnswerProps {
  user: string;
  kind: string;
  record: string;
  action: string;
}

function Answer({ user, kind, record, action }: AnswerProps) {
  const query = useQuery({
    // Under the record's key: whatever changes the record may change the answer.
    queryKey: [...keys.detail(kind, record), "access", user, action],
    queryFn: async ({ signal }) => {
      const asked = { user_id: user, id: record } as const;
      const what = { resource: kind as Grant["resource"], action: action as Grant["actions"][number] };
      const answer = await unwrap(
        api.GET("/api/v1/access/explain", { params: { query: { ...asked, ...what } }, signal }),
      );
      return answer as unknown as AccessExplanation;
    },
    // It follows from roles, departments and teams too, which are changed on other pages.
    staleTime: 0,
  });
  if (query.isError)
    return (
      <Gap>
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      </Gap>
    );
  if (query.isPending)
    return (
      <Gap>
        <div aria-busy="true">
          <Bone width="40%" height={18} />
        </div>
      </Gap>
    );
  return <AccessVerdict explanation={query.data} user={user} kind={kind} record={record} action={action} />;
}

const Gap = ({ children }: { children: ReactNode }) => (
  <div className={css.gap}>
    <Card>{children}</Card>
  </div>
);
