using System.Globalization;
using System.Text.Json;
using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Core;

namespace EksGrader.Checks.Costs;

/// <summary>A price file that is none, with everything that is wrong with it.</summary>
/// <param name="file">The file.</param>
/// <param name="faults">What is wrong, each with its place in the file.</param>
public sealed class PriceFileException(string file, IReadOnlyList<string> faults) : Exception($"{file}: {string.Join(' ', faults)}")
{
    /// <summary>What is wrong, each with its place in the file.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}

/// <summary>Reads price files (JSON, see docs/operating.md). What it does not know is a fault too: a misspelt name would be a price that is never used.</summary>
internal sealed class PriceFile
{
    private const long MostBytes = 4 * 1024 * 1024;
    private const decimal MostUsdPerHour = 1000;

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly List<string> faults = [];

    private PriceFile()
    {
    }

    public static PriceList ReadShipped()
    {
        using var stream = typeof(PriceFile).Assembly.GetManifestResourceStream(typeof(PriceFile), "prices.json")
            ?? throw new InvalidDataException("prices.json is not in the assembly.");
        using var json = JsonDocument.Parse(stream);
        return new PriceFile().Read("prices.json", json.RootElement);
    }

    public static PriceList Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > MostBytes)
            {
                throw new PriceFileException(path, [$"The file has more than {MostBytes} bytes."]);
            }

            using var json = JsonDocument.Parse(file, Lenient);
            return new PriceFile().Read(path, json.RootElement);
        }
        catch (JsonException e)
        {
            throw new PriceFileException(path, [$"The file is no JSON: {e.Message}"]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PriceFileException(path, [$"The file cannot be read: {e.Message}"]);
        }
    }

    private PriceList Read(string file, JsonElement root)
    {
        var parts = Members(root, "", "source", "asOf", "controlPlane", "defaultRegion", "regions");
        var source = Text(parts, "source");
        var asOf = Day(parts.GetValueOrDefault("asOf"), "asOf");
        var controlPlane = ControlPlane(parts.GetValueOrDefault("controlPlane"));
        var regions = new Dictionary<string, RegionPrices>(StringComparer.Ordinal);
        foreach (var (name, prices) in Members(parts.GetValueOrDefault("regions"), "regions"))
        {
            if (!AwsHostName.IsRegion(name))
            {
                faults.Add($"regions.{name}: no name of a region, such as ap-northeast-2.");
            }

            regions[name] = Region(prices, $"regions.{name}");
        }

        var defaultRegion = Text(parts, "defaultRegion");
        if (!regions.ContainsKey(defaultRegion))
        {
            faults.Add("defaultRegion: name one of the regions.");
        }

        return faults.Count == 0 ? new PriceList(source, asOf, defaultRegion, controlPlane, regions) : throw new PriceFileException(file, faults);
    }

    private ControlPlanePrices ControlPlane(JsonElement element)
    {
        var parts = Members(element, "controlPlane", "standardSupport", "extendedSupport", "extendedSupportBegins");
        var begins = new Dictionary<Version, DateOnly>();
        foreach (var (name, day) in Members(parts.GetValueOrDefault("extendedSupportBegins"), "controlPlane.extendedSupportBegins"))
        {
            var place = $"controlPlane.extendedSupportBegins.{name}";
            if (Version.TryParse(name, out var version))
            {
                begins[version] = Day(day, place);
            }
            else
            {
                faults.Add($"{place}: no version, such as 1.34.");
            }
        }

        return new ControlPlanePrices(
            Required(parts, "standardSupport", "controlPlane"), Required(parts, "extendedSupport", "controlPlane"), begins);
    }

    private RegionPrices Region(JsonElement element, string place)
    {
        var parts = Members(
            element, place, "classicLoadBalancer", "applicationLoadBalancer", "networkLoadBalancer", "natGateway", "publicAddress", "fargate", "volumeGibMonth", "instances");
        var fargate = parts.TryGetValue("fargate", out var f) ? Members(f, $"{place}.fargate", "vcpu", "gib") : [];
        return new RegionPrices
        {
            ClassicLoadBalancer = Price(parts, "classicLoadBalancer", place),
            ApplicationLoadBalancer = Price(parts, "applicationLoadBalancer", place),
            NetworkLoadBalancer = Price(parts, "networkLoadBalancer", place),
            NatGateway = Price(parts, "natGateway", place),
            PublicAddress = Price(parts, "publicAddress", place),
            FargateVcpu = Price(fargate, "vcpu", $"{place}.fargate"),
            FargateGib = Price(fargate, "gib", $"{place}.fargate"),
            VolumeGibMonth = Prices(parts, "volumeGibMonth", place),
            Instances = Prices(parts, "instances", place),
        };
    }

    private Dictionary<string, decimal?> Prices(Dictionary<string, JsonElement> parts, string name, string place)
    {
        var inner = $"{place}.{name}";
        var members = parts.TryGetValue(name, out var element) ? Members(element, inner) : [];
        return members.Keys.ToDictionary(k => k, k => Price(members, k, inner), StringComparer.Ordinal);
    }

    private decimal Required(Dictionary<string, JsonElement> parts, string name, string place)
    {
        if (!parts.ContainsKey(name))
        {
            faults.Add($"{place}.{name}: missing.");
        }

        return Price(parts, name, place) ?? 0;
    }

    private decimal? Price(Dictionary<string, JsonElement> parts, string name, string place)
    {
        if (!parts.TryGetValue(name, out var element))
        {
            return null;
        }

        if (element.ValueKind == JsonValueKind.Number && element.TryGetDecimal(out var price) && price is > 0 and <= MostUsdPerHour)
        {
            return price;
        }

        faults.Add($"{place}.{name}: no price. Write USD as a number above 0, such as 0.0416; leave out what has no price.");
        return null;
    }

    private string Text(Dictionary<string, JsonElement> parts, string name)
    {
        if (parts.TryGetValue(name, out var element) && element.ValueKind == JsonValueKind.String && element.GetString() is { Length: > 0 } text)
        {
            return text;
        }

        faults.Add($"{name}: missing.");
        return "";
    }

    private DateOnly Day(JsonElement element, string place)
    {
        if (element.ValueKind == JsonValueKind.String && DateOnly.TryParseExact(element.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        faults.Add($"{place}: no day, such as 2026-11-01.");
        return default;
    }

    private Dictionary<string, JsonElement> Members(JsonElement element, string place, params ReadOnlySpan<string> known)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (element.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"{(place.Length == 0 ? "The file" : place)}: missing, or no object.");
            return members;
        }

        foreach (var member in element.EnumerateObject())
        {
            if (known.Length > 0 && !known.Contains(member.Name))
            {
                faults.Add($"{(place.Length == 0 ? "" : place + ".")}{SafeText.Line(member.Name, 60)}: not known here.");
            }

            members[member.Name] = member.Value;
        }

        return members;
    }
}
