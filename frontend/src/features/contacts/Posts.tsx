import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Pencil } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/reference-data";
import type { Position } from "@/api/types";
import { Panel } from "@/components/detail/Panel";
import { Chip } from "@/components/ui/Chip";
import { IconButton } from "@/components/ui/IconButton";
import { Bone, ErrorState } from "@/components/ui/states";
import { positionsKey, positionsOf } from "./api";
import css from "./contacts.module.css";
import type { Contact } from "./fields";

const PostsDrawer = lazy(() => import("./PostsDrawer"));

/** The fields of the main post; whoever does not see one, does not see it of the other posts. */
const TOLD = ["customer_id", "job_title", "job_department"];

/** Where a contact works and has worked: people change jobs, and the connection goes along. */
export function Posts({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  // All posts are stored together: whoever does not see some of what they hold would lose it.
  const sees = !TOLD.some((field) => contact.restricted?.includes(field));
  const mayEdit = useMay("contacts", "edit") && !contact.deleted_at && sees;
  const [editing, setEditing] = useState(false);
  const query = useQuery({
    queryKey: positionsKey(contact.id),
    queryFn: ({ signal }) => positionsOf(contact.id, signal),
  });
  const posts = query.data ?? [];
  const main = Boolean(contact.customer_id || contact.job_title || contact.job_department);
  return (
    <Panel
      title={t("contacts.posts.title")}
      extra={
        mayEdit && query.isSuccess ? (
          <IconButton
            size="small"
            icon={Pencil}
            label={t("common.action.editField", { name: t("contacts.posts.title") })}
            onClick={() => setEditing(true)}
          />
        ) : null
      }
    >
      {query.isPending ? <Bone width="70%" /> : null}
      {query.isError ? <ErrorState error={query.error} retry={() => void query.refetch()} /> : null}
      {query.isSuccess && !main && posts.length === 0 ? (
        <p className={css.none}>{t("contacts.posts.empty")}</p>
      ) : null}
      {query.isSuccess && (main || posts.length > 0) ? (
        <ol className={css.posts} aria-label={t("contacts.posts.title")}>
          {main ? (
            <Post
              employer={<Employer customer={contact.customer ?? null} company={null} />}
              post={contact}
              time={<Chip tone="accent">{t("contacts.posts.main")}</Chip>}
            />
          ) : null}
          {posts.map((post, at) => (
            <Post
              key={`${at}:${post.since}`}
              employer={
                <Employer
                  customer={post.customer ?? null}
                  company={post.customer_id ? t("contacts.posts.hiddenCustomer") : (post.company ?? null)}
                />
              }
              post={post}
              time={<Span post={post} />}
            />
          ))}
        </ol>
      ) : null}
      {editing && query.data ? (
        <Suspense fallback={null}>
          <PostsDrawer contact={contact.id} posts={query.data} onClose={() => setEditing(false)} />
        </Suspense>
      ) : null}
    </Panel>
  );
}

interface PostProps {
  employer: ReactNode;
  post: { job_title?: string | null; job_department?: string | null };
  time: ReactNode;
}

function Post({ employer, post, time }: PostProps) {
  const what = [post.job_department, post.job_title].filter(Boolean).join(" · ");
  return (
    <li>
      <span className={css.postHead}>
        {employer}
        {time}
      </span>
      {what ? <small>{what}</small> : null}
    </li>
  );
}

function Employer({ customer, company }: Pick<Position, "customer" | "company">) {
  if (!customer) return <span>{company ?? "—"}</span>;
  return (
    <Link to="/customers/$id" params={{ id: customer.id }}>
      {customer.name}
    </Link>
  );
}

/** From when to when; a post that lasts has no end, and of some nobody knows the beginning. */
function Span({ post }: { post: Position }) {
  const { t } = useTranslation();
  if (!post.since && !post.until) return <Chip>{t("contacts.posts.now")}</Chip>;
  return (
    <small className={css.span}>
      {post.since ?? t("contacts.posts.unknown")} – {post.until ?? t("contacts.posts.now")}
    </small>
  );
}
