using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Amazon;
using Amazon.AutoScaling;
using Amazon.CloudFormation;
using Amazon.CloudWatch;
using Amazon.CloudWatchLogs;
using Amazon.CodePipeline;
using Amazon.EC2;
using Amazon.ECR;
using Amazon.EKS;
using Amazon.ElasticLoadBalancing;
using Amazon.ElasticLoadBalancingV2;
using Amazon.ManagedGrafana;
using Amazon.PrometheusService;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.SecurityToken;
using EksGrader.Checks.Aws.Hosts;
using EksGrader.Checks.Aws.Pipeline;

namespace EksGrader.Checks.Aws;

/// <summary>Makes SDK clients. One a process: settings are read once for each service and region, connections are shared by all.</summary>
/// <param name="http">What every call goes through.</param>
/// <param name="ownCredentials">The grader's own credentials; null for the SDK's usual chain (variables, profiles, instance roles).</param>
/// <param name="endpoint">Where every service is, as <c>AWS_ENDPOINT_URL</c> would say it: practice clusters; null for the SDK's own rules.</param>
public sealed class AwsClients(AwsHttp http, Func<AWSCredentials>? ownCredentials = null, Uri? endpoint = null)
{
    private readonly ConcurrentDictionary<(Type Config, string Region), ClientConfig> configs = new();
    private readonly ConcurrentDictionary<string, IAmazonSecurityTokenService> ownTokenServices = new(StringComparer.Ordinal);

    /// <summary>The grader's own credentials.</summary>
    /// <exception cref="AmazonClientException">There are none.</exception>
    public AWSCredentials OwnCredentials(RegionEndpoint region) =>
        ownCredentials?.Invoke() ?? DefaultAWSCredentialsIdentityResolver.GetCredentials(Config<AmazonSecurityTokenServiceConfig>(region));

    /// <summary>The token service with the grader's own credentials.</summary>
    /// <exception cref="AmazonClientException">The grader has no credentials.</exception>
    public IAmazonSecurityTokenService OwnTokenService(RegionEndpoint region) =>
        ownTokenServices.GetOrAdd(
            region.SystemName,
            static (_, state) => new AmazonSecurityTokenServiceClient(state.Clients.OwnCredentials(state.Region), state.Clients.Config<AmazonSecurityTokenServiceConfig>(state.Region)),
            (Clients: this, Region: region));

    /// <summary>Clients with given credentials.</summary>
    internal AwsServices For(AWSCredentials credentials, RegionEndpoint region) => new(
        new AmazonEKSClient(credentials, Config<AmazonEKSConfig>(region)),
        new AmazonElasticLoadBalancingClient(credentials, Config<AmazonElasticLoadBalancingConfig>(region)),
        new AmazonElasticLoadBalancingV2Client(credentials, Config<AmazonElasticLoadBalancingV2Config>(region)),
        new AmazonCloudWatchLogsClient(credentials, Config<AmazonCloudWatchLogsConfig>(region)),
        new Lazy<IAmazonEC2>(() => new AmazonEC2Client(credentials, Config<AmazonEC2Config>(region))),
        new Lazy<AmazonCloudFormationClient>(() => new AmazonCloudFormationClient(credentials, Config<AmazonCloudFormationConfig>(region))),
        new Lazy<IAmazonSecurityTokenService>(() => new AmazonSecurityTokenServiceClient(credentials, Config<AmazonSecurityTokenServiceConfig>(region))))
    {
        CloudWatch = new(() => new AmazonCloudWatchClient(credentials, Config<AmazonCloudWatchConfig>(region))),
        Ecr = new(() => new AmazonECRClient(credentials, Config<AmazonECRConfig>(region))),
        CodePipeline = new(() => new AmazonCodePipelineClient(credentials, Config<AmazonCodePipelineConfig>(region))),
        AutoScaling = new(() => new AmazonAutoScalingClient(credentials, Config<AmazonAutoScalingConfig>(region))),
        Prometheus = new(() => new AmazonPrometheusServiceClient(credentials, Config<AmazonPrometheusServiceConfig>(region))),
        Grafana = new(() => new AmazonManagedGrafanaClient(credentials, Config<AmazonManagedGrafanaConfig>(region))),
    };

    private TConfig Config<TConfig>(RegionEndpoint region)
        where TConfig : ClientConfig, new() =>
        (TConfig)configs.GetOrAdd((typeof(TConfig), region.SystemName), _ => Configure(new TConfig(), region));

    private TConfig Configure<TConfig>(TConfig config, RegionEndpoint region)
        where TConfig : ClientConfig
    {
        config.RegionEndpoint = region;
        if (endpoint is not null)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
        }

        // An override of the endpoint makes the SDK forget the region; signatures still need it.
        config.AuthenticationRegion = region.SystemName;
        config.HttpClientFactory = http;
        config.RetryMode = RequestRetryMode.Standard;
        config.AllowAutoRedirect = false;
        config.DisableLogging = true;
        // Read now: the first observation into variables and profiles changes the settings, and from here on many threads share them.
        _ = config.ServiceURL;
        return config;
    }
}

/// <summary>The clients of one identity in one region.</summary>
/// <param name="Eks">EKS.</param>
/// <param name="LoadBalancing">Classic Load Balancers.</param>
/// <param name="LoadBalancingV2">Network and Application Load Balancers.</param>
/// <param name="Logs">CloudWatch Logs.</param>
/// <param name="Ec2">EC2; made when it is first asked for, as the rest: a grading asks none of them.</param>
/// <param name="CloudFormation">CloudFormation.</param>
/// <param name="TokenService">The token service: tells whose credentials they are.</param>
internal sealed record AwsServices(
    AmazonEKSClient Eks,
    AmazonElasticLoadBalancingClient LoadBalancing,
    AmazonElasticLoadBalancingV2Client LoadBalancingV2,
    AmazonCloudWatchLogsClient Logs,
    Lazy<IAmazonEC2> Ec2,
    Lazy<AmazonCloudFormationClient> CloudFormation,
    Lazy<IAmazonSecurityTokenService> TokenService)
{
    public required Lazy<AmazonCloudWatchClient> CloudWatch { get; init; }

    public required Lazy<AmazonECRClient> Ecr { get; init; }

    public required Lazy<AmazonCodePipelineClient> CodePipeline { get; init; }

    public required Lazy<AmazonAutoScalingClient> AutoScaling { get; init; }

    public required Lazy<AmazonPrometheusServiceClient> Prometheus { get; init; }

    public required Lazy<AmazonManagedGrafanaClient> Grafana { get; init; }
}

/// <summary>Regions and partitions as the SDK knows them.</summary>
public static class AwsRegion
{
    /// <summary>Finds a region by its name; false where its form is wrong or the SDK does not know it.</summary>
    public static bool TryFind(string? name, [NotNullWhen(true)] out RegionEndpoint? region)
    {
        region = name is not null && AwsHostName.IsRegion(name)
            ? RegionEndpoint.EnumerableAllRegions.FirstOrDefault(r => string.Equals(r.SystemName, name, StringComparison.Ordinal))
            : null;
        return region is not null;
    }

    /// <summary>The region of an access that was validated.</summary>
    /// <exception cref="ArgumentException">There is no such region.</exception>
    public static RegionEndpoint Of(string name) =>
        TryFind(name, out var region) ? region : throw new ArgumentException($"There is no region '{name}'.", nameof(name));
}
