using System.Globalization;
using EksGrader.Api.Features.Assignments;
using EksGrader.Api.Features.Submissions;
using EksGrader.Api.Host;
using EksGrader.Db.Model;

namespace EksGrader.Api.Features.Access;

/// <summary>Tries the access of a submission before it is taken: an access test, bounded in time, and what follows from it.</summary>
internal sealed partial class AccessTrials(AccessTests tests, TimeProvider time, ILogger<AccessTrials> logger) : IPageTrials
{
    /// <inheritdoc/>
    public SubmissionTrial Of(SubmissionRequest request) => async (current, student, parsed, cancellationToken) =>
        await TryAsync(request, current, student, parsed) is { } tested ? ObjectionTo(tested, request, parsed) : null;

    /// <inheritdoc/>
    public SubmissionTrial Of(SubmissionRequest request, Action<AccessTestView> held) => async (current, student, parsed, cancellationToken) =>
    {
        if (await TryAsync(request, current, student, parsed) is not { } tested)
            return null;
        if (ObjectionTo(tested, request, parsed) is { } objection)
            return objection;

        // A browser that has gone away shows nothing, so there is nothing to wait for.
        if (cancellationToken.IsCancellationRequested || !AccessObjections.IsDoubtful(tested))
            return null;
        held(tested);
        return Error.Of(ProblemKind.Invalid);
    };

    private Error? ObjectionTo(AccessTestView tested, SubmissionRequest request, ParsedSubmission parsed) =>
        AccessObjections.Of(tested, request, parsed.Access, time.GetUtcNow()) is { Count: > 0 } faults ? Error.Invalid(faults) : null;

    // Not ended by the caller: what was sent is taken though the browser goes away. Its own clock ends it within seconds.
    private async Task<AccessTestView?> TryAsync(SubmissionRequest request, CurrentAssignment current, Student student, ParsedSubmission parsed)
    {
        using var clock = ProbeClock.First(time, throughAws: parsed.Access.Aws is not null);
        try
        {
            return await tests.ProbeAsync(current.Assignment, student.Id, parsed, CultureInfo.CurrentUICulture, clock, CancellationToken.None);
        }
#pragma warning disable CA1031 // a mistake of ours keeps no student from handing in
        catch (Exception e)
#pragma warning restore CA1031
        {
            Log.Failed(logger, request.Access?.Kind ?? "", e);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "An access of kind {Kind} could not be tried; it is taken untried")]
        public static partial void Failed(ILogger logger, string kind, Exception exception);
    }
}

/// <summary>The trials of a page, which can show what may pass and ask the student.</summary>
internal interface IPageTrials : ISubmissionTrials
{
    /// <summary>The trial of one form: it objects also where something may pass, so that the student decides.</summary>
    /// <param name="request">What was sent.</param>
    /// <param name="held">Told what was found where the student decides; the objection says nothing then.</param>
    SubmissionTrial Of(SubmissionRequest request, Action<AccessTestView> held);
}
