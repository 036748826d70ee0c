import { useState, type ChangeEvent } from 'react';

import { inLanguage } from '../../document/exits';
import { LIMITS } from '../../document/limits';
import type { ImageNode } from '../../document/types';
import { Field } from '../../parts/Field';
import { LongText, Select } from '../../parts/inputs';
import { ServerError } from '../../server/api';
import { useEditor, useEditorState } from '../../state/editor';
import { report } from '../../state/saving';
import { useChange, useLanguage, type FormProps } from './useNode';

/** Sends a picture to the server; the node has it as soon as the server has checked it. */
function useUpload(onReady: (id: string) => void) {
  const editor = useEditor();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState('');
  const upload = async (file: File): Promise<void> => {
    setBusy(true);
    setRefused('');
    try {
      const media = await editor.api.upload(file);
      const { catalog } = editor.store.get();
      editor.store.set({ catalog: { ...catalog, media: [media, ...catalog.media.filter((item) => item.id !== media.id)] } });
      onReady(media.id);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      if (error.failure.reason === 'refused') setRefused(error.failure.message);
      else if (error.failure.reason === 'network') setRefused('画像を送れませんでした。サーバーにつながりません。もう一度選んでください。');
      else report(editor, error.failure);
    } finally {
      setBusy(false);
    }
  };
  return { busy, refused, upload };
}

function Upload({ onReady }: { onReady: (id: string) => void }) {
  const { busy, refused, upload } = useUpload(onReady);
  const choose = (event: ChangeEvent<HTMLInputElement>): void => {
    const file = event.target.files?.[0];
    // Choosing the same file once more has to be a change again.
    event.target.value = '';
    if (file) void upload(file);
  };
  return (
    <Field label="新しい画像を選ぶ" field="upload" hint="JPEGかPNGの画像です。">
      {({ id, describedBy }) => (
        <>
          <input id={id} type="file" accept="image/jpeg,image/png" disabled={busy} aria-describedby={describedBy} onChange={choose} />
          <div aria-live="polite">
            {busy && <p className="ke-hint">画像を送っています…</p>}
            {refused !== '' && <p className="ke-problem ke-problem-error"><strong>誤り</strong> {refused}</p>}
          </div>
        </>
      )}
    </Field>
  );
}

export function ImageForm({ node }: FormProps<ImageNode>) {
  const change = useChange(node);
  const language = useLanguage();
  const media = useEditorState((state) => state.catalog.media);
  const canEdit = useEditorState((state) => state.canEdit);
  const current = media.find((item) => item.id === node.image);
  const setImage = (id: string): void => change('画像の変更', (image) => ({ ...image, image: id === '' ? null : id }));
  return (
    <>
      {current && <img className="ke-thumbnail" src={current.url} alt={inLanguage(node.alt, language) || current.name} />}
      <Select
        label="画像" field="image" value={node.image ?? ''} placeholder="（選んでください）" onChange={setImage}
        options={media.map((item) => ({ value: item.id, label: item.name }))}
      />
      {canEdit && <Upload onReady={setImage} />}
      <LongText
        label="画像の説明" field="alt" rows={2} variables={false} value={inLanguage(node.alt, language)} limit={LIMITS.alt}
        hint="画像を見られない人のための文章です。"
        onCommit={(value) => change('画像の説明', (image) => ({ ...image, alt: { ...image.alt, [language]: value } }), 'alt')}
      />
    </>
  );
}
