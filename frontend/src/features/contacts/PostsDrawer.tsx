import { useQueryClient } from "@tanstack/react-query";
import { App, Button, DatePicker, Form, Input, Segmented } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { keys } from "@/api/resource";
import type { Position } from "@/api/types";
import { ReferenceSelect } from "@/components/fields/widgets/reference";
import { ApiDrawer } from "@/components/form/ApiForm";
import { IconButton } from "@/components/ui/IconButton";
import { positionsKey, savePositions } from "./api";
import css from "./contacts.module.css";
import { type PostEntry, postBody, postEntry } from "./posts";

/** Posts of one contact at most, as the server has it. */
const MOST_POSTS = 30;
const LONGEST = { company: 120, title: 60 };

interface PostsDrawerProps {
  contact: string;
  posts: readonly Position[];
  onClose: () => void;
}

/** Changes the earlier and further posts of a contact. */
export default function PostsDrawer({ contact, posts, onClose }: PostsDrawerProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { message } = App.useApp();
  const save = async ({ items }: { items: PostEntry[] }) => {
    await savePositions(contact, items.map(postBody));
    await queries.invalidateQueries({ queryKey: positionsKey(contact) });
    // Who has a further post at a customer is one of its people.
    void queries.invalidateQueries({ queryKey: keys.lists("contacts") });
    onClose();
    void message.success(t("common.savedAll"));
  };
  return (
    <ApiDrawer<{ items: PostEntry[] }>
      title={t("contacts.posts.title")}
      width={640}
      initial={{ items: posts.map(postEntry) }}
      onSubmit={save}
      onClose={onClose}
    >
      <p className={css.hint}>{t("contacts.posts.hint")}</p>
      <Form.List name="items">
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <PostRow key={key} at={name} posts={posts} onRemove={() => remove(name)} />
            ))}
            {rows.length < MOST_POSTS ? (
              <Button
                type="dashed"
                block
                icon={<Plus size={14} />}
                onClick={() => add({ employer: "company" } satisfies PostEntry)}
              >
                {t("contacts.posts.add")}
              </Button>
            ) : null}
          </>
        )}
      </Form.List>
    </ApiDrawer>
  );
}

interface PostRowProps {
  at: number;
  /** The posts as they were, for the names of their customers. */
  posts: readonly Position[];
  onRemove: () => void;
}

function PostRow({ at, posts, onRemove }: PostRowProps) {
  const { t } = useTranslation();
  const employer: PostEntry["employer"] = Form.useWatch(["items", at, "employer"]) ?? "company";
  const required = [{ required: true, message: t("common.required") }];
  const known = posts.flatMap(({ customer, customer_id: id }) =>
    id ? [customer ?? { id, name: t("contacts.posts.hiddenCustomer") }] : [],
  );
  return (
    <fieldset className={css.row} aria-label={t("contacts.posts.nth", { at: at + 1 })}>
      <div className={css.rowHead}>
        <Form.Item name={[at, "employer"]} noStyle>
          <Segmented
            options={[
              { value: "customer", label: t("contacts.posts.customer") },
              { value: "company", label: t("contacts.posts.company") },
            ]}
          />
        </Form.Item>
        <IconButton icon={Trash2} label={t("common.action.remove")} onClick={onRemove} />
      </div>
      <div className={css.rowFields}>
        {employer === "customer" ? (
          <Form.Item
            className={css.wide}
            name={[at, "customer_id"]}
            label={t("contacts.posts.customer")}
            rules={required}
          >
            <ReferenceSelect kind="customers" label={t("contacts.posts.customer")} initial={known} />
          </Form.Item>
        ) : (
          <Form.Item
            className={css.wide}
            name={[at, "company"]}
            label={t("contacts.posts.company")}
            rules={required}
          >
            <Input maxLength={LONGEST.company} />
          </Form.Item>
        )}
        <Form.Item name={[at, "job_department"]} label={t("contacts.fields.job_department")}>
          <Input maxLength={LONGEST.title} />
        </Form.Item>
        <Form.Item name={[at, "job_title"]} label={t("contacts.fields.job_title")}>
          <Input maxLength={LONGEST.title} />
        </Form.Item>
        <Form.Item name={[at, "since"]} label={t("contacts.posts.since")} {...DAY}>
          <DatePicker style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item
          name={[at, "until"]}
          label={t("contacts.posts.until")}
          extra={t("contacts.posts.untilHint")}
          {...DAY}
        >
          <DatePicker style={{ width: "100%" }} />
        </Form.Item>
      </div>
    </fieldset>
  );
}

/** The form keeps days as the API has them. */
const DAY = {
  getValueProps: (day: string | null | undefined) => ({ value: day ? dayjs(day) : null }),
  normalize: (day: Dayjs | null) => day?.format("YYYY-MM-DD") ?? null,
};
