import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, unwrap } from "./client";
import { signedOut } from "./session";

/** Ends this browser's session and leads to the page for signing in. */
export function useSignOut() {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/auth/logout")),
    // Also when the server cannot be reached: this browser forgets the session either way.
    onSettled: () => {
      signedOut();
      void navigate({ to: "/login", search: {} });
    },
  });
}
