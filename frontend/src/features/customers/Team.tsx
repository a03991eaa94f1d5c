import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Segmented } from "antd";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/reference-data";
import type { TeamMember } from "@/api/types";
import { Panel } from "@/components/detail/Panel";
import { ReferenceSelect } from "@/components/fields/widgets/reference";
import { Person } from "@/components/ui/Avatar";
import { Chip } from "@/components/ui/Chip";
import { IconButton } from "@/components/ui/IconButton";
import { Bone, ErrorState, useErrorText } from "@/components/ui/states";
import css from "./customers.module.css";

/** Who besides the owner works on a customer, and how far. */
export function Team({ id, deleted }: { id: string; deleted: boolean }) {
  const { t } = useTranslation();
  // The server asks for both: whoever may hand a customer on decides who works on it.
  const mayEdit = [useMay("customers", "edit"), useMay("customers", "assign")].every(Boolean) && !deleted;
  const { message } = App.useApp();
  const textOf = useErrorText();
  const queries = useQueryClient();
  const key = ["customers", "detail", id, "team"];
  const path = { path: { id } };
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) =>
      (await unwrap(api.GET("/api/v1/customers/{id}/team", { params: path, signal }))).items,
  });
  const save = useMutation({
    mutationFn: (members: Omit<TeamMember, "name">[]) => {
      const items = members.map(({ principal_kind, principal_id, level }) => ({
        principal_kind,
        principal_id,
        level,
      }));
      return unwrap(api.PUT("/api/v1/customers/{id}/team", { params: path, body: { items } }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
    onError: (error) => void message.error(textOf(error)),
  });
  const members = query.data ?? [];
  return (
    <Panel title={t("customers.team.title")}>
      {query.isPending ? <Bone width="60%" /> : null}
      {query.isError ? <ErrorState error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isSuccess && members.length === 0 ? (
        <p className={css.empty}>{t("customers.team.empty")}</p>
      ) : null}
      {members.map((member) => (
        <div key={member.principal_id} className={css.member}>
          <Person name={member.name ?? ""} />
          {mayEdit ? null : <Chip>{t(`customers.team.${member.level}`)}</Chip>}
          {mayEdit ? (
            <Segmented<TeamMember["level"]>
              size="small"
              disabled={save.isPending}
              value={member.level}
              onChange={(level) =>
                save.mutate(members.map((each) => (each === member ? { ...each, level } : each)))
              }
              options={[
                { value: "read", label: t("customers.team.read") },
                { value: "write", label: t("customers.team.write") },
              ]}
            />
          ) : null}
          {mayEdit ? (
            <IconButton
              size="small"
              icon={X}
              label={t("common.action.remove")}
              onClick={() => save.mutate(members.filter((each) => each !== member))}
            />
          ) : null}
        </div>
      ))}
      {mayEdit && query.isSuccess ? (
        <div style={{ marginTop: 8 }}>
          <ReferenceSelect
            kind="users"
            label={t("customers.team.add")}
            placeholder={t("customers.team.add")}
            value={null}
            onChange={(user) => {
              if (typeof user === "string" && !members.some((each) => each.principal_id === user)) {
                save.mutate([...members, { principal_kind: "user", principal_id: user, level: "read" }]);
              }
            }}
          />
        </div>
      ) : null}
    </Panel>
  );
}
