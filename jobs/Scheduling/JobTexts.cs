using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Jobs.Scheduling;

/// <summary>The sentences of jobs: verdicts without an observation, and flags that only the service can see.</summary>
internal static class JobTexts
{
    /// <summary>The sentences, from <c>JobTexts.resx</c> and <c>JobTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Jobs.Scheduling.JobTexts", typeof(JobTexts).Assembly));
}
