/** Bailiwick's sign: four areas, authority over one. */
export function Mark() {
  return (
    <svg viewBox="0 0 20 20" fill="none" aria-hidden="true" className="size-5">
      <rect x="2" y="2" width="16" height="16" rx="4" stroke="currentColor" strokeWidth="1.6" />
      <path d="M10 2v16M2 10h16" stroke="currentColor" strokeOpacity=".38" />
      <rect x="11.2" y="11.2" width="4.6" height="4.6" rx="1" fill="var(--color-accent)" />
    </svg>
  );
}
