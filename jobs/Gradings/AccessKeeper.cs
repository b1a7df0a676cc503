using EksGrader.Checks;
using EksGrader.Checks.Access;
using EksGrader.Db.Submissions;
using EksGrader.Db.Vault;
using Microsoft.Extensions.Logging;

namespace EksGrader.Jobs.Gradings;

/// <summary>
/// Deletes borrowed access that nothing needs any more. A kubeconfig goes as soon as every live check is final: deletion is watched by
/// its host name. AWS access stays for that watch, until its time is over.
/// </summary>
/// <param name="vault">Where the access is.</param>
/// <param name="live">Which checks are live.</param>
/// <param name="logger">Told of what was deleted.</param>
public sealed partial class AccessKeeper(IVault vault, LiveChecks live, ILogger<AccessKeeper> logger) : IRecurringJob
{
    /// <summary>Deletes the access that has outlived its time: job <c>purge-access</c>.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var submission in await vault.ExpiredAsync(cancellationToken))
        {
            if (await vault.DeleteAsync(submission, "its time is over", cancellationToken))
                count++;
        }

        if (count > 0)
            Log.Purged(logger, count);
    }

    /// <summary>Deletes a kubeconfig whose grading is over, in the caller's transaction.</summary>
    public async Task DropIfDoneAsync(Submission submission, Report report, CancellationToken cancellationToken)
    {
        if (submission is { Status: SubmissionStatus.Graded, AccessKind: AccessKind.Kubeconfig, HasAwsAccess: false } && live.AreAllFinal(report))
            await vault.DeleteAsync(submission.Id, "every live check is final", cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Deleted {Count} accesses whose time is over")]
        public static partial void Purged(ILogger logger, int count);
    }
}
