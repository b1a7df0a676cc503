using System.Collections.Concurrent;
using EksGrader.Db.Model;

namespace EksGrader.Jobs.Submissions;

/// <summary>
/// The submissions that this process grades at the moment. Only saves work: two processes that grade the same one look twice and store
/// once.
/// </summary>
public sealed class RunningGradings
{
    private readonly ConcurrentDictionary<SubmissionId, byte> running = [];

    /// <summary>Begins; null where it runs already. Dispose what it returns to end.</summary>
    public IDisposable? TryBegin(SubmissionId submission) => running.TryAdd(submission, 0) ? new Run(running, submission) : null;

    private sealed class Run(ConcurrentDictionary<SubmissionId, byte> running, SubmissionId submission) : IDisposable
    {
        public void Dispose() => running.TryRemove(submission, out _);
    }
}
