import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Tooltip } from "antd";
import { Eye, EyeOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { collaboration } from "@/api/collaboration";
import { useErrorText } from "@/components/ui/states";

/** Follows a record or leaves it: shown at once, and taken back where the server refuses. */
export function FollowButton({ name, id }: { name: string; id: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const textOf = useErrorText();
  const queries = useQueryClient();
  const { follows, follow } = collaboration(name);
  // Below the record's own key, so that commenting, which begins to follow, refreshes it.
  const queryKey = [name, "detail", id, "follow"];
  const { data: following } = useQuery({ queryKey, queryFn: ({ signal }) => follows(id, signal) });
  const toggle = useMutation({
    mutationFn: (on: boolean) => follow(id, on),
    onMutate: async (on) => {
      await queries.cancelQueries({ queryKey });
      queries.setQueryData(queryKey, on);
    },
    onError: (error, on) => {
      queries.setQueryData(queryKey, !on);
      void message.error(textOf(error));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ["follows"] }),
  });
  if (following === undefined) return null;
  const Icon = following ? Eye : EyeOff;
  return (
    <Tooltip
      title={t(following ? "notifications.follow.onHint" : "notifications.follow.offHint")}
      mouseEnterDelay={0.4}
    >
      <Button
        aria-pressed={following}
        icon={<Icon size={15} aria-hidden="true" />}
        onClick={() => toggle.mutate(!following)}
      >
        {t(following ? "notifications.follow.on" : "notifications.follow.off")}
      </Button>
    </Tooltip>
  );
}
