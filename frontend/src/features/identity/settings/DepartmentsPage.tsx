import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Form, Input, InputNumber, type MenuProps, TreeSelect } from "antd";
import { MoreHorizontal, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type JsonObject, mergeDiff } from "@/api/merge-patch";
import { useMay } from "@/api/reference-data";
import { type RecordBase, resource } from "@/api/resource";
import type { Department } from "@/api/types";
import { ReferenceSelect } from "@/components/fields/widgets/reference";
import { ApiDrawer } from "@/components/form/ApiForm";
import { ActionMenu } from "@/components/ui/ActionMenu";
import { Person } from "@/components/ui/Avatar";
import { IconButton } from "@/components/ui/IconButton";
import { Page } from "@/components/ui/Page";
import { Bone, EmptyState, ErrorState } from "@/components/ui/states";
import { useConfirmDelete } from "@/components/ui/use-confirm-delete";
import { type DepartmentNode, departmentTree } from "./department-tree";
import css from "./settings.module.css";

type DepartmentRecord = Department & RecordBase;
const departments = resource<DepartmentRecord>("departments");

interface Draft {
  department?: DepartmentRecord;
  parent_id?: string | null;
}

/** The tree of departments. */
export function DepartmentsPage() {
  const { t } = useTranslation();
  const confirmDelete = useConfirmDelete();
  const queries = useQueryClient();
  const may = {
    create: useMay("departments", "create"),
    edit: useMay("departments", "edit"),
    delete: useMay("departments", "delete"),
  };
  const [draft, setDraft] = useState<Draft | null>(null);
  const query = useQuery({
    queryKey: ["departments", "list", "tree"],
    queryFn: async ({ signal }) => (await departments.list({}, signal)).items,
  });
  const refresh = () => queries.invalidateQueries({ queryKey: ["departments"] });
  const remove = (department: DepartmentRecord) =>
    confirmDelete({
      title: t("identity.departments.deleteTitle", { name: department.name }),
      remove: () => departments.remove(department.id, department.version),
      done: refresh,
    });
  const tools = (department: DepartmentRecord) => {
    const items: MenuProps["items"] = [];
    if (may.create) {
      items.push({
        key: "add",
        icon: <Plus size={15} />,
        label: t("identity.departments.addBelow"),
        onClick: () => setDraft({ parent_id: department.id }),
      });
    }
    if (may.edit) {
      items.push({
        key: "edit",
        icon: <Pencil size={15} />,
        label: t("common.action.edit"),
        onClick: () => setDraft({ department }),
      });
    }
    if (may.delete) {
      items.push({
        key: "delete",
        icon: <Trash2 size={15} />,
        label: t("common.action.delete"),
        danger: true,
        onClick: () => void remove(department),
      });
    }
    return items.length > 0 ? (
      <ActionMenu menu={{ items }}>
        <IconButton
          size="small"
          icon={MoreHorizontal}
          label={t("common.action.moreOf", { name: department.name })}
        />
      </ActionMenu>
    ) : null;
  };
  const tree = departmentTree(query.data ?? []);
  const rows = (nodes: readonly DepartmentNode<DepartmentRecord>[], depth: number): React.ReactNode =>
    nodes.map((node) => (
      <li key={node.department.id}>
        <div className={css.treeRow} style={{ paddingLeft: 16 + depth * 24 }}>
          <span className={css.treeName}>{node.department.name}</span>
          {node.department.manager ? <Person name={node.department.manager.name} /> : null}
          <span className={css.note}>
            {t("identity.departments.people", { count: node.department.people })}
          </span>
          {tools(node.department)}
        </div>
        {node.children.length > 0 ? <ul>{rows(node.children, depth + 1)}</ul> : null}
      </li>
    ));
  return (
    <Page
      title={t("identity.departments.title")}
      hint={t("identity.departments.hint")}
      actions={
        may.create ? (
          <Button type="primary" icon={<Plus size={16} />} onClick={() => setDraft({ parent_id: null })}>
            {t("identity.departments.create")}
          </Button>
        ) : null
      }
    >
      <div className={css.frame}>
        {query.isError ? <ErrorState error={query.error} retry={() => void query.refetch()} /> : null}
        {query.isPending ? (
          <div style={{ padding: 16 }}>
            <Bone width="40%" />
          </div>
        ) : null}
        {query.isSuccess && tree.length === 0 ? <EmptyState text={t("identity.departments.empty")} /> : null}
        <ul>{rows(tree, 0)}</ul>
      </div>
      {draft ? (
        <DepartmentDrawer
          draft={draft}
          tree={tree}
          onClose={() => setDraft(null)}
          onSaved={() => {
            setDraft(null);
            return refresh();
          }}
        />
      ) : null}
    </Page>
  );
}

interface DepartmentValues {
  name: string;
  parent_id: string | null;
  manager_id: string | null;
  sort_order: number | null;
}

interface DepartmentDrawerProps {
  draft: Draft;
  tree: DepartmentNode<DepartmentRecord>[];
  onClose: () => void;
  onSaved: () => Promise<unknown>;
}

function DepartmentDrawer({ draft, tree, onClose, onSaved }: DepartmentDrawerProps) {
  const { t } = useTranslation();
  const { department } = draft;
  const options = (
    nodes: readonly DepartmentNode<DepartmentRecord>[],
  ): { value: string; title: string; disabled: boolean; children: object[] }[] =>
    nodes.map((node) => ({
      value: node.department.id,
      title: node.department.name,
      // A department cannot move below itself; the server refuses its descendants too.
      disabled: node.department.id === department?.id,
      children: options(node.children),
    }));
  const submit = async (values: DepartmentValues) => {
    if (department)
      await departments.update(department.id, department.version, mergeDiff(department, { ...values }));
    else await departments.create({ ...values } as JsonObject, crypto.randomUUID());
    await onSaved();
  };
  return (
    <ApiDrawer<DepartmentValues>
      title={department ? t("identity.departments.edit") : t("identity.departments.create")}
      initial={{
        name: department?.name ?? "",
        parent_id: department ? (department.parent_id ?? null) : (draft.parent_id ?? null),
        manager_id: department?.manager_id ?? null,
        sort_order: department?.sort_order ?? 0,
      }}
      onSubmit={submit}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t("identity.departments.name")}
        rules={[{ required: true, whitespace: true, message: t("common.required") }]}
      >
        <Input autoFocus maxLength={80} />
      </Form.Item>
      <Form.Item name="parent_id" label={t("identity.departments.parent")}>
        <TreeSelect
          allowClear
          treeData={options(tree)}
          treeDefaultExpandAll
          placeholder={t("identity.departments.top")}
        />
      </Form.Item>
      <Form.Item name="manager_id" label={t("identity.departments.manager")}>
        <ReferenceSelect
          kind="users"
          label={t("identity.departments.manager")}
          initial={department?.manager ?? undefined}
        />
      </Form.Item>
      <Form.Item name="sort_order" label={t("identity.departments.order")}>
        <InputNumber precision={0} min={0} />
      </Form.Item>
    </ApiDrawer>
  );
}
