const FORMAT = new Intl.DateTimeFormat('ja-JP', {
  timeZone: 'Asia/Tokyo', year: 'numeric', month: 'numeric', day: 'numeric', weekday: 'short', hour: 'numeric', minute: '2-digit',
});

/** An ISO time as 2026年4月1日(水) 9:00, in Japan's time. */
export function formatDate(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  const parts = Object.fromEntries(FORMAT.formatToParts(date).map((part) => [part.type, part.value]));
  return `${parts.year}年${parts.month}月${parts.day}日(${parts.weekday}) ${parts.hour}:${parts.minute}`;
}

/** A date without a time as 2026年4月1日. */
export function formatDay(iso: string): string {
  const [year, month, day] = iso.split('-').map(Number);
  return year && month && day ? `${year}年${month}月${day}日` : iso;
}
