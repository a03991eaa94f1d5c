import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Segmented } from "antd";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/reference-data";
import { keys, type RecordBase, type Resource } from "@/api/resource";
import type { TeamMember } from "@/api/types";
import { Panel } from "@/components/detail/Panel";
import { ReferenceSelect } from "@/components/fields/widgets/reference";
import { Person } from "@/components/ui/Avatar";
import { Chip } from "@/components/ui/Chip";
import { IconButton } from "@/components/ui/IconButton";
import { Bone, ErrorState, useErrorText } from "@/components/ui/states";
import css from "./record.module.css";

interface TeamProps<R extends RecordBase> {
  of: Resource<R>;
  id: string;
  deleted: boolean;
}

/** Who besides the owner works on a record, and how far. */
export function Team<R extends RecordBase>({ of, id, deleted }: TeamProps<R>) {
  const { t } = useTranslation();
  // The server asks for both: whoever may hand a record on decides who works on it.
  const mayEdit = [useMay(of.name, "edit"), useMay(of.name, "assign")].every(Boolean) && !deleted;
  const { message } = App.useApp();
  const textOf = useErrorText();
  const queries = useQueryClient();
  const key = [...keys.detail(of.name, id), "team"];
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => of.team(id, signal) });
  const save = useMutation({
    mutationFn: (members: TeamMember[]) => of.saveTeam(id, members),
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
    onError: (error) => void message.error(textOf(error)),
  });
  const members = query.data ?? [];
  return (
    <Panel title={t("common.team.title")}>
      {query.isPending ? <Bone width="60%" /> : null}
      {query.isError ? <ErrorState error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isSuccess && members.length === 0 ? <p className={css.empty}>{t("common.team.empty")}</p> : null}
      {members.map((member) => (
        <div key={member.principal_id} className={css.member}>
          <Person name={member.name ?? ""} />
          {mayEdit ? null : <Chip>{t(`common.team.${member.level}`)}</Chip>}
          {mayEdit ? (
            <Segmented<TeamMember["level"]>
              size="small"
              disabled={save.isPending}
              value={member.level}
              onChange={(level) =>
                save.mutate(members.map((each) => (each === member ? { ...each, level } : each)))
              }
              options={[
                { value: "read", label: t("common.team.read") },
                { value: "write", label: t("common.team.write") },
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
            label={t("common.team.add")}
            placeholder={t("common.team.add")}
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
