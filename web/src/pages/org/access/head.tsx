import { useNavigate, useSearch } from "@tanstack/react-router";
import { matrixSearch, questionSearch } from "../../../parts/access/question";
import { PageHead } from "../../../ui/page";
import { Segmented } from "../../../ui/segmented";

export type Tab = "why" | "who-can" | "matrix";

/** The head of the explorer: which question is asked. A question keeps what it has in common with the next. */
export function ExplorerHead({ organization, tab }: { organization: string; tab: Tab }) {
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const go = (next: Tab) => {
    const params = { organization };
    if (next === "why") void navigate({ to: "/org/$organization/access", params, search: questionSearch(search) });
    else if (next === "who-can")
      void navigate({ to: "/org/$organization/access/who-can", params, search: questionSearch(search) });
    else void navigate({ to: "/org/$organization/access/matrix", params, search: matrixSearch(search) });
  };
  return (
    <>
      <title>Access explorer · Bailiwick</title>
      <PageHead title="Access explorer">
        <Segmented
          label="Question"
          value={tab}
          onChange={go}
          options={[
            { value: "why", label: "Why" },
            { value: "who-can", label: "Who can" },
            { value: "matrix", label: "Matrix" },
          ]}
        />
      </PageHead>
    </>
  );
}
