import { Component, type ReactNode } from 'react';

interface Props {
  readonly children: ReactNode;
  /** Called once when the screen cannot be drawn any more. */
  readonly onStop: () => void;
}

/** If a mistake in the editor stops the screen, what is unsaved is kept and the person is told what to do. */
export class Safety extends Component<Props, { stopped: boolean }> {
  override state = { stopped: false };

  static getDerivedStateFromError(): { stopped: boolean } {
    return { stopped: true };
  }

  override componentDidCatch(): void {
    this.props.onStop();
  }

  override render(): ReactNode {
    if (!this.state.stopped) return this.props.children;
    return (
      <div className="ke-loading" role="alert">
        <p><strong>画面が止まりました。</strong></p>
        <p>保存していない内容は、このタブに残してあります。開き直すと、続きから始められます。</p>
        <button type="button" className="ke-button ke-primary" onClick={() => window.location.reload()}>開き直す</button>
      </div>
    );
  }
}
