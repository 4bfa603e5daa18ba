import { Component, type ErrorInfo, type ReactNode } from 'react';
import { ErrorNotice } from '../../ui/notices.tsx';

/** Keeps a fault in one part of the window from taking the rest down with it. */
export class ViewBoundary extends Component<{ children: ReactNode }, { fault: Error | null }> {
  override state: { fault: Error | null } = { fault: null };

  static getDerivedStateFromError(fault: unknown): { fault: Error } {
    return { fault: fault instanceof Error ? fault : new Error(String(fault)) };
  }

  override componentDidCatch(fault: Error, info: ErrorInfo): void {
    // The browser's own report goes to the host's log; here we only keep what the person may want to copy.
    fault.stack = `${fault.stack ?? fault.message}\n${info.componentStack ?? ''}`;
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (fault === null) return this.props.children;
    return (
      <ErrorNotice
        error={{
          message: 'This part of the window stopped working. Your film is saved and the rest of the window works.',
          hint: 'Try again, or go to another stage and come back.',
          detail: fault.stack ?? fault.message,
        }}
        onRetry={() => this.setState({ fault: null })}
      />
    );
  }
}
