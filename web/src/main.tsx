import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queryClient } from "./api/client";
import { asApiError } from "./api/error";
import { applyTheme, readTheme } from "./parts/theme";
import { paths } from "./paths";
import { router } from "./routes";
import "./style.css";
import { Reasons } from "./ui/reason";

applyTheme(readTheme());

// A session may end while a page is open: whoever signs in again comes back to it.
queryClient.getQueryCache().subscribe((event) => {
  if (event.type !== "updated" || event.action.type !== "error") return;
  if (asApiError(event.action.error).status !== 401) return;
  const { pathname, href } = router.state.location;
  if (pathname.startsWith("/sign-") || pathname === paths.firstRun()) return;
  queryClient.removeQueries({ queryKey: ["me"] });
  void router.navigate({ to: "/sign-in", search: { to: href } });
});

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <Reasons>
          <RouterProvider router={router} />
        </Reasons>
      </QueryClientProvider>
    </StrictMode>,
  );
}
