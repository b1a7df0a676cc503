using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Setup;

/// <summary>How a part of the setup stands.</summary>
public enum SetupState
{
    /// <summary>It is as it should be.</summary>
    Done,

    /// <summary>It works without, and is better with.</summary>
    Advised,

    /// <summary>It is missing.</summary>
    Missing,
}

/// <summary>One part of the setup: how it stands, and what to do. The page and <c>doctor</c> show the same.</summary>
/// <param name="Id">Its name for programs, such as <c>awsIdentity</c>.</param>
/// <param name="State">How it stands.</param>
/// <param name="Title">Its name for people.</param>
/// <param name="Found">What was found.</param>
/// <param name="Cure">What to do; null where nothing is.</param>
public sealed record SetupItem(string Id, SetupState State, LocalizedText Title, LocalizedText Found, LocalizedText? Cure)
{
    /// <summary>The page where it is done; null where it is done outside of the service.</summary>
    public string? Page { get; init; }
}

/// <summary>The setup of a course.</summary>
/// <param name="Slug">The course's slug.</param>
/// <param name="Title">Its title.</param>
/// <param name="Items">Its parts.</param>
public sealed record CourseSetup(string Slug, string Title, IReadOnlyList<SetupItem> Items);

/// <summary>The setup of the service and of its courses.</summary>
/// <param name="Service">The parts of the service.</param>
/// <param name="Courses">The courses, the newest first.</param>
/// <param name="More">Whether there are more courses than these.</param>
public sealed record SetupReport(IReadOnlyList<SetupItem> Service, IReadOnlyList<CourseSetup> Courses, bool More)
{
    /// <summary>Everything of it.</summary>
    public IEnumerable<SetupItem> All => Service.Concat(Courses.SelectMany(c => c.Items));

    /// <summary>How many parts are missing.</summary>
    public int Missing => All.Count(i => i.State == SetupState.Missing);
}
