import type { ReactNode } from "react";
import { Mark } from "../ui/mark";

/** The page before there is a person: one form, nothing else. */
export function Doorway({
  title,
  about,
  children,
  foot,
}: {
  title: string;
  about?: ReactNode;
  children: ReactNode;
  foot?: ReactNode;
}) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[400px] flex-col px-4 pt-[12vh] pb-10 max-m:pt-10">
      <title>{`${title} · Bailiwick`}</title>
      <div className="mb-6 flex items-center gap-2 text-head font-bold">
        <Mark />
        Bailiwick
      </div>
      <h1>{title}</h1>
      {about && <p className="mt-1 text-ink-2">{about}</p>}
      <div className="mt-5">{children}</div>
      {foot && <p className="mt-5 text-ink-2">{foot}</p>}
    </main>
  );
}
