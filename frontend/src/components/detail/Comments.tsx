import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { MessageSquare, Pencil, Trash2 } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { collaboration } from "@/api/collaboration";
import type { Comment } from "@/api/types";
import { Avatar } from "@/components/ui/Avatar";
import { IconButton } from "@/components/ui/IconButton";
import { RelativeTime } from "@/components/ui/RelativeTime";
import { Bone, EmptyState, ErrorState } from "@/components/ui/states";
import { useConfirmDelete } from "@/components/ui/use-confirm-delete";
import { CommentField } from "./CommentField";
import css from "./comments.module.css";
import { piecesOf } from "./mention-text";

interface CommentsProps {
  /** Path of the kind of record: `customers`. */
  name: string;
  id: string;
  /** Nothing is added, as for a record in the recycle bin. */
  readOnly: boolean;
}

/** What people say about a record, the latest first, with a field on top. */
export function Comments({ name, id, readOnly }: CommentsProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const of = collaboration(name);
  // The same attempt until it has worked: a repeat after a lost answer says nothing twice.
  const attempt = useRef(crypto.randomUUID());
  const queryKey = [name, "detail", id, "comments"];
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => of.comments(id, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey }),
      queries.invalidateQueries({ queryKey: [name, "detail", id, "follow"] }),
    ]);
  const add = async (body: string) => {
    await of.add(id, body, attempt.current);
    attempt.current = crypto.randomUUID();
    await refresh();
  };
  if (query.isPending) return <Bone width="70%" />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const comments = query.data.pages.flatMap((page) => page.items);
  return (
    <div className={css.comments}>
      {readOnly ? null : (
        <CommentField
          name={name}
          id={id}
          label={t("notifications.comments.add")}
          submitLabel={t("notifications.comments.send")}
          onSubmit={add}
        />
      )}
      {comments.length === 0 ? (
        <EmptyState icon={MessageSquare} text={t("notifications.comments.empty")} />
      ) : (
        <ol className={css.list} aria-label={t("notifications.comments.title")} aria-live="polite">
          {comments.map((comment) => (
            <Said key={comment.id} name={name} id={id} comment={comment} onChanged={refresh} />
          ))}
        </ol>
      )}
      {query.hasNextPage ? (
        <Button type="link" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t("common.action.more")}
        </Button>
      ) : null}
    </div>
  );
}

interface SaidProps {
  name: string;
  id: string;
  comment: Comment;
  onChanged: () => Promise<unknown>;
}

function Said({ name, id, comment, onChanged }: SaidProps) {
  const { t } = useTranslation();
  const confirmDelete = useConfirmDelete();
  const [editing, setEditing] = useState(false);
  const of = collaboration(name);
  const remove = () =>
    confirmDelete({
      title: t("notifications.comments.removeTitle"),
      content: t("notifications.comments.removeText"),
      remove: () => of.remove(id, comment),
      done: onChanged,
    });
  return (
    <li className={css.said}>
      <Avatar name={comment.author.name} size={28} />
      <div className={css.what}>
        <div className={css.who}>
          <strong>{comment.author.name}</strong>
          <RelativeTime value={comment.created_at} />
          {comment.edited_at ? <span>{t("notifications.comments.edited")}</span> : null}
          <span className={css.tools}>
            {comment.editable && !editing ? (
              <IconButton
                size="small"
                icon={Pencil}
                label={t("notifications.comments.edit")}
                onClick={() => setEditing(true)}
              />
            ) : null}
            {comment.deletable ? (
              <IconButton
                size="small"
                icon={Trash2}
                label={t("notifications.comments.remove")}
                onClick={() => void remove()}
              />
            ) : null}
          </span>
        </div>
        {editing ? (
          <CommentField
            name={name}
            id={id}
            label={t("notifications.comments.edit")}
            submitLabel={t("common.action.save")}
            body={comment.body}
            people={comment.mentions}
            onSubmit={async (body) => {
              await of.edit(id, comment, body);
              setEditing(false);
              await onChanged();
            }}
            onCancel={() => setEditing(false)}
          />
        ) : (
          <p className={css.body}>
            {piecesOf(comment.body, comment.mentions).map((piece, at) =>
              typeof piece === "string" ? (
                piece
              ) : (
                <span key={at} className={css.mention}>
                  @{piece.name}
                </span>
              ),
            )}
          </p>
        )}
      </div>
    </li>
  );
}
