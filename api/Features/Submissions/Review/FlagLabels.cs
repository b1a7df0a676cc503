using System.Globalization;

namespace EksGrader.Api.Features.Submissions.Review;

/// <summary>Words the kinds of integrity flags for people.</summary>
internal static class FlagLabels
{
    /// <summary>A kind in words; its own name where a plug-in brought it and there are none.</summary>
    /// <param name="kind">The kind, such as <c>sharedCluster</c>.</param>
    public static string Of(string kind) => VerdictTexts.Catalog.Resources.GetString("Flag_" + kind, CultureInfo.CurrentUICulture) ?? kind;
}
