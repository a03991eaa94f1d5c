import { useQueryClient } from "@tanstack/react-query";
import { Button, Form, Input } from "antd";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { mergeDiff } from "@/api/merge-patch";
import { ApiProblem } from "@/api/problem";
import { useMay } from "@/api/reference-data";
import { type RecordBase, resource } from "@/api/resource";
import type { Tag, TagOffer } from "@/api/types";
import { ApiDrawer } from "@/components/form/ApiForm";
import { Chip, toneOf } from "@/components/ui/Chip";
import { IconButton } from "@/components/ui/IconButton";
import { Page } from "@/components/ui/Page";
import { SimpleTable } from "@/components/ui/SimpleTable";
import { useConfirmDelete } from "@/components/ui/use-confirm-delete";
import { useDebounced } from "@/lib/debounce";
import { ColourSelect } from "./ColourSelect";

const tags = resource<Tag & RecordBase>("tags");

/** Whether a row of its own stands behind the word; others are merely on some record. */
const isRegistered = (tag: TagOffer): tag is Tag => Boolean(tag.id && tag.version);

/** The tags that are offered, and their colours. */
export function TagsPage() {
  const { t } = useTranslation();
  const confirmDelete = useConfirmDelete();
  const queries = useQueryClient();
  const may = {
    create: useMay("tags", "create"),
    edit: useMay("tags", "edit"),
    delete: useMay("tags", "delete"),
  };
  const [typed, setTyped] = useState("");
  const q = useDebounced(typed.trim(), 250);
  const [open, setOpen] = useState<TagOffer | "new" | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ["tags"] });
  const remove = (tag: Tag) =>
    confirmDelete({
      title: t("platform.tags.deleteTitle", { name: tag.name }),
      content: t("platform.tags.deleteText"),
      remove: () => tags.remove(tag.id, tag.version),
      done: refresh,
    });
  const choose = (tag: TagOffer) => {
    if (isRegistered(tag) ? may.edit : may.create) setOpen(tag);
  };
  return (
    <Page
      title={t("platform.tags.title")}
      hint={t("platform.tags.hint")}
      actions={
        <>
          <Input.Search
            style={{ width: 200 }}
            allowClear
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            placeholder={t("platform.tags.search")}
            aria-label={t("platform.tags.search")}
          />
          {may.create ? (
            <Button type="primary" icon={<Plus size={16} />} onClick={() => setOpen("new")}>
              {t("platform.tags.create")}
            </Button>
          ) : null}
        </>
      }
    >
      <SimpleTable<TagOffer>
        label={t("platform.tags.title")}
        queryKey={["tags", "list", "settings", q]}
        load={(_, signal) => unwrap(api.GET("/api/v1/tags", { params: { query: q ? { q } : {} }, signal }))}
        rowKey={(tag) => tag.name}
        onRow={may.edit || may.create ? choose : undefined}
        empty={t("platform.tags.empty")}
        columns={[
          {
            key: "name",
            label: t("platform.tags.name"),
            render: (tag) => <Chip tone={toneOf(tag.color)}>{tag.name}</Chip>,
          },
          {
            key: "color",
            label: t("platform.dictionaries.color"),
            render: (tag) => (tag.color ? t(`platform.colour.${tag.color}`) : null),
          },
          {
            key: "state",
            label: t("platform.dictionaries.state"),
            render: (tag) => t(isRegistered(tag) ? "platform.tags.registered" : "platform.tags.merelyUsed"),
          },
          {
            key: "tools",
            label: "",
            tight: true,
            render: (tag) =>
              may.delete && isRegistered(tag) ? (
                <IconButton
                  size="small"
                  icon={Trash2}
                  label={t("common.action.delete")}
                  onClick={() => void remove(tag)}
                />
              ) : null,
          },
        ]}
      />
      {open ? (
        <TagDrawer
          tag={open === "new" ? null : open}
          onClose={() => setOpen(null)}
          onSaved={() => {
            setOpen(null);
            return refresh();
          }}
        />
      ) : null}
    </Page>
  );
}

interface TagForm {
  name: string;
  color: Tag["color"];
}

interface TagDrawerProps {
  tag: TagOffer | null;
  onClose: () => void;
  onSaved: () => Promise<unknown>;
}

function TagDrawer({ tag, onClose, onSaved }: TagDrawerProps) {
  const { t } = useTranslation();
  const [attempt] = useState(() => crypto.randomUUID());
  // A word that is on records already is registered as it stands.
  const asItStands = tag !== null && !isRegistered(tag);
  const submit = async ({ name, color = null }: TagForm) => {
    const values = { name: name.trim(), color };
    try {
      if (!tag) await tags.create(values, attempt);
      else if (!isRegistered(tag)) await tags.create({ ...values, name: tag.name }, attempt);
      else await tags.update(tag.id, tag.version, mergeDiff({ ...tag }, values));
    } catch (error) {
      // The server's words are about deleting; here it is the name that has to stay.
      if (error instanceof ApiProblem && error.code === "in_use") {
        const told = { pointer: "/name", code: error.code, message: t("platform.tags.inUse") };
        throw new ApiProblem(error.status, { ...error.details, errors: [told] });
      }
      throw error;
    }
    await onSaved();
  };
  const title = asItStands ? t("platform.tags.register") : (tag?.name ?? t("platform.tags.create"));
  return (
    <ApiDrawer<TagForm>
      title={title}
      initial={{ name: tag?.name ?? "", color: tag?.color ?? null }}
      onSubmit={submit}
      onClose={onClose}
    >
      <Form.Item
        name="name"
        label={t("platform.tags.name")}
        extra={asItStands ? t("platform.tags.registerHint") : t("platform.tags.nameHint")}
        rules={[{ required: true, whitespace: true, message: t("common.required") }]}
      >
        <Input autoFocus={!tag} maxLength={30} disabled={asItStands} />
      </Form.Item>
      <Form.Item name="color" label={t("platform.dictionaries.color")}>
        <ColourSelect />
      </Form.Item>
    </ApiDrawer>
  );
}
