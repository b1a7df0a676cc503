using System.Globalization;
using System.Resources;
using EksGrader.Checks.Core;

namespace EksGrader.Api.Features.Jobs;

/// <summary>The words of the page of jobs.</summary>
public static class JobPageTexts
{
    /// <summary>The sentences, from <c>JobPageTexts.resx</c> and <c>JobPageTexts.ko.resx</c>.</summary>
    public static TextCatalog Catalog { get; } = new(new ResourceManager("EksGrader.Api.Features.Jobs.JobPageTexts", typeof(JobPageTexts).Assembly));

    /// <summary>A text in the language of the page.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="arguments">What fills its placeholders.</param>
    public static string Say(string key, params object[] arguments) => Catalog[key, arguments].In(CultureInfo.CurrentUICulture);

    /// <summary>A kind of job in words; its own name where there are none.</summary>
    public static string Kind(string job) => Catalog.Resources.GetString("Kind_" + job, CultureInfo.CurrentUICulture) ?? job;
}
