using System.Globalization;

namespace EksGrader.Api.Shared;

/// <summary>Words amounts of money: US dollars, which AWS's prices are in.</summary>
internal static class Usd
{
    /// <summary>An amount such as <c>$1.84</c>. Less than a cent is not nothing.</summary>
    public static string Format(decimal usd) => usd.ToString(usd is > 0 and < 0.01m ? "$0.00##" : "$#,0.00", CultureInfo.InvariantCulture);

    /// <summary>An amount as it stands in a sentence: what is at least that says so.</summary>
    public static string InWords(string amount, bool isAtLeast) => isAtLeast ? $"{SharedTexts.Text("AtLeast")} {amount}" : amount;

    /// <summary>A rate, which a tenth of a cent matters to, such as <c>$0.304</c>.</summary>
    public static string Rate(decimal usd) => usd.ToString("$#,0.000", CultureInfo.InvariantCulture);
}
