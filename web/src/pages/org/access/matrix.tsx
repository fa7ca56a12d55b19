import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { ChevronDown, Download } from "lucide-react";
import { useState } from "react";
import { matrix, matrixCsv } from "../../../api/access";
import { project as projectQuery } from "../../../api/projects";
import { type Area, areas } from "../../../api/roles";
import { useAct } from "../../../api/use-act";
import type { MatrixSearch } from "../../../parts/access/question";
import { Failure, Loaded, LoadMore } from "../../../parts/loaded";
import { PHONE, useMedia } from "../../../parts/media";
import { PickProject } from "../../../parts/pick";
import { Button } from "../../../ui/button";
import { SearchBox, Select } from "../../../ui/field";
import { Empty } from "../../../ui/note";
import { Tools } from "../../../ui/page";
import { Popover } from "../../../ui/popover";
import { ExplorerHead } from "./head";
import { lines } from "./levels";
import { MatrixBlocks } from "./matrix-blocks";
import { MatrixTable } from "./matrix-table";
import { saveText } from "./save-text";

/** Everybody × everything: what each member may do where. */
export function MatrixPage() {
  const { organization } = useParams({ from: "/inside/org/$organization/access/matrix" });
  const search = useSearch({ from: "/inside/org/$organization/access/matrix" });
  const navigate = useNavigate();
  const { area = "", project, person = "" } = search;
  const filter = { search: person.trim(), project };
  const known = useQuery(areas()).data ?? [];
  const query = useInfiniteQuery({ ...matrix(organization, filter), placeholderData: (before) => before });
  const isPhone = useMedia(PHONE);
  const csv = useAct(
    () => matrixCsv(organization, filter),
    (text) => saveText("access-matrix.csv", "text/csv", text),
  );
  const change = (part: MatrixSearch) =>
    void navigate({
      to: "/org/$organization/access/matrix",
      params: { organization },
      search: { ...search, ...part },
      replace: true,
    });
  const chosen = known.find((each) => each.area === area);
  return (
    <Loaded query={query} isPage>
      {({ items, total, projects }) => {
        const names = new Map(projects.map(({ id, name }) => [id, name]));
        const all = items.flatMap((row) => lines(row, project !== undefined));
        const shown = { organization, names, lines: all, areas: known, chosen };
        return (
          <>
            <ExplorerHead organization={organization} tab="matrix" />
            <Tools>
              <SearchBox
                label="Filter people"
                value={person}
                onChange={(event) => change({ person: event.target.value || undefined })}
              />
              <ProjectFilter
                organization={organization}
                value={project}
                onChange={(next) => change({ project: next })}
              />
              <AreaFilter areas={known} value={area} onChange={(next) => change({ area: next || undefined })} />
              <span role="status" className="text-ink-2">
                {total.toLocaleString("en")} {total === 1 ? "member" : "members"}
              </span>
              <Button icon={Download} isBusy={csv.isBusy} onClick={() => csv.run(undefined)} className="ml-auto">
                Download CSV
              </Button>
            </Tools>
            {csv.error && (
              <div className="px-(--gutter) pb-3">
                <Failure error={csv.error} />
              </div>
            )}
            {items.length === 0 ? (
              <Empty act={<Button onClick={() => change({ person: undefined })}>Clear filter</Button>}>
                {`Nobody has “${person}” in their name or address.`}
              </Empty>
            ) : isPhone ? (
              <MatrixBlocks {...shown} />
            ) : (
              <MatrixTable {...shown} />
            )}
            <LoadMore query={query} shown={items.length} total={total} />
          </>
        );
      }}
    </Loaded>
  );
}

function AreaFilter(props: { areas: Area[]; value: string; onChange: (area: string) => void }) {
  return (
    <Select
      aria-label="Area"
      isTool
      className="w-44 max-m:w-full"
      value={props.value}
      onChange={(event) => props.onChange(event.target.value)}
    >
      <option value="">All areas</option>
      {props.areas.map(({ area, title }) => (
        <option key={area} value={area}>
          {title}
        </option>
      ))}
    </Select>
  );
}

type ProjectProps = {
  organization: string;
  value: string | undefined;
  onChange: (project: string | undefined) => void;
};

function ProjectFilter({ organization, value = "", onChange }: ProjectProps) {
  const [isOpen, setIsOpen] = useState(false);
  const name = useQuery({ ...projectQuery(organization, value), enabled: value !== "" }).data?.name;
  const choose = (next: string | undefined) => {
    setIsOpen(false);
    onChange(next);
  };
  return (
    <Popover
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      label="Project"
      trigger={
        <button
          type="button"
          className="flex h-(--ctl) w-44 items-center gap-2 rounded-2 border border-line-field bg-surface px-2.5 text-start hover:bg-hover aria-expanded:bg-hover max-m:w-full"
        >
          <span className="sr-only">Project: </span>
          <span className="min-w-0 flex-1 truncate">{value === "" ? "All projects" : (name ?? "One project")}</span>
          <ChevronDown size={14} aria-hidden className="text-ink-3" />
        </button>
      }
    >
      <div className="flex flex-col gap-2 p-2">
        <PickProject organization={organization} autoFocus onPick={({ id }) => choose(id)} />
        {value !== "" && (
          <Button size="small" className="self-start" onClick={() => choose(undefined)}>
            All projects
          </Button>
        )}
      </div>
    </Popover>
  );
}
