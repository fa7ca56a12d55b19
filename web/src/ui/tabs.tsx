import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { classes } from "./class";

/** Pages beside each other, under one head. The address says which is open. */
export function Tabs({
  label,
  tabs,
}: {
  label: string;
  tabs: { to: string; label: string; count?: number | undefined }[];
}) {
  const nav = useRef<HTMLElement>(null);
  // On a phone the open tab may stand beyond the edge.
  useEffect(() => {
    nav.current?.querySelector("[aria-current=page]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }, []);
  return (
    <nav ref={nav} aria-label={label} className="overflow-x-auto border-b border-line px-(--gutter)">
      <ul className="-mb-px flex gap-6">
        {tabs.map((tab) => (
          <li key={tab.to}>
            <Link
              to={tab.to}
              activeOptions={{ exact: true, includeSearch: false }}
              className={classes(
                "flex h-9 items-center gap-1.5 border-b-2 border-transparent whitespace-nowrap text-ink-2 no-underline hover:text-ink",
                "aria-[current=page]:border-accent aria-[current=page]:font-strong aria-[current=page]:text-ink",
              )}
            >
              {tab.label}
              {tab.count !== undefined && <span className="text-ink-3">{tab.count}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
