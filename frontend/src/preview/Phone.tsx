import { useEffect, useRef, useState, type FormEvent } from 'react';

import { Icon } from '../parts/Icon';
import type { Action, Bubble, Reply } from '../server/shapes';
import { useEditor, useEditorState } from '../state/editor';
import { say, startTalk, tap } from '../state/previewing';
import { openReplies, type Line } from '../state/talk';

function today(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Tokyo' }).format(new Date());
}

/** A button of LINE's date picker, with the browser's own calendar. */
function DateReply({ label, action }: { label: string; action: Extract<Action, { type: 'date' }> }) {
  const editor = useEditor();
  const [day, setDay] = useState(action.initial ?? action.min ?? today());
  return (
    <span className="ke-date-reply">
      <label>
        <span>{label}</span>
        <input type="date" value={day} min={action.min ?? undefined} max={action.max ?? undefined} onChange={(event) => setDay(event.target.value)} />
      </label>
      <button type="button" disabled={day === ''} onClick={() => void tap(editor, action, label, day)}>送る</button>
    </span>
  );
}

function ReplyButton({ reply, className }: { reply: Reply; className: string }) {
  const editor = useEditor();
  const { action, label } = reply;
  if (action.type === 'date') return <DateReply label={label} action={action} />;
  if (action.type === 'uri') {
    // Only what LINE opens too; anything else would run in the city's page.
    const safe = /^(https?|tel|mailto):/i.test(action.uri);
    return safe
      ? <a className={className} href={action.uri} target="_blank" rel="noopener noreferrer">{label}<span className="ke-hidden">（新しいタブで開きます）</span></a>
      : <span className={className}>{label}（開けないアドレスです）</span>;
  }
  return <button type="button" className={className} onClick={() => void tap(editor, action, label)}>{label}</button>;
}

function BubbleView({ bubble }: { bubble: Bubble }) {
  const media = useEditorState((state) => state.catalog.media);
  switch (bubble.type) {
    case 'text':
      return <p className="ke-bubble">{bubble.text}</p>;
    case 'image': {
      const file = media.find((item) => item.id === bubble.media);
      return file ? <img className="ke-bubble-image" src={file.url} alt={bubble.alt} /> : <p className="ke-bubble">（画像：{bubble.alt}）</p>;
    }
    case 'buttons':
      return (
        <div className="ke-bubble ke-bubble-buttons">
          {bubble.title && <p className="ke-bubble-title">{bubble.title}</p>}
          <p>{bubble.text}</p>
          {bubble.buttons.map((button, index) => <ReplyButton key={index} reply={button} className="ke-bubble-button" />)}
        </div>
      );
  }
}

function LineView({ line }: { line: Line }) {
  if (line.from === 'note') return <p className="ke-note">{line.text}</p>;
  const who = line.from === 'city' ? '市' : '利用者';
  return (
    <div className={`ke-line ke-line-${line.from}`}>
      <span className="ke-hidden">{who}：</span>
      {line.from === 'city' ? <BubbleView bubble={line.bubble} /> : <p className="ke-bubble">{line.text}</p>}
    </div>
  );
}

function Typing() {
  const editor = useEditor();
  const busy = useEditorState((state) => state.talk.busy);
  const [text, setText] = useState('');
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() === '' || busy) return;
    void say(editor, text);
    setText('');
  };
  return (
    <form className="ke-typing" onSubmit={send}>
      <input
        type="text" aria-label="利用者の言葉" placeholder="利用者の言葉" value={text} autoComplete="off"
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" aria-label="送る" disabled={busy}><Icon name="send" /></button>
    </form>
  );
}

/** A phone that talks with the server's engine, as LINE would show it. */
export function Phone() {
  const editor = useEditor();
  const talk = useEditorState((state) => state.talk);
  const log = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  }, [talk.lines]);
  const replies = talk.busy ? [] : openReplies(talk);
  return (
    <div className="ke-phone" role="group" aria-label="試し表示の電話">
      <div className="ke-phone-head">
        <span>市公式アカウント（試し表示）</span>
        <button type="button" onClick={() => void startTalk(editor)} disabled={talk.busy}><Icon name="restart_alt" />最初から</button>
      </div>
      <div className="ke-log" ref={log} role="log" aria-label="会話" tabIndex={0}>
        {talk.lines.length === 0 && !talk.busy && <p className="ke-note">「最初から」を押すと、会話が始まります。</p>}
        {talk.lines.map((line, index) => <LineView key={index} line={line} />)}
        {talk.busy && <p className="ke-note">…</p>}
      </div>
      {replies.length > 0 && (
        <div className="ke-replies" role="group" aria-label="返事のボタン">
          {replies.map((reply, index) => <ReplyButton key={index} reply={reply} className="ke-reply" />)}
        </div>
      )}
      <Typing />
    </div>
  );
}
